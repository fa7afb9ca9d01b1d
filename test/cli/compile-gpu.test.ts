/** Networks compiled for GPUs: by name, by specification, and what is refused. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Plan } from "../../accelerators/plan.ts";
import { dataPath, hasData } from "../support/data.ts";
import { mortise, scratchFolder } from "../support/command-line.ts";

const lenet = join(import.meta.dirname, "../../examples/lenet.onnx");

const compiled = async (...options: readonly string[]): Promise<{ readonly plan: Plan; readonly stdout: string }> => {
  const folder = join(scratchFolder(), "plan");
  const { exitCode, stdout, stderr } = await mortise(["compile", ...options, "-o", folder]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return { plan: JSON.parse(readFileSync(join(folder, "plan.json"), "utf8")) as Plan, stdout };
};

const onGpu = (...options: readonly string[]) => compiled(lenet, "--bind", "batch=1", ...options);

describe("--target names a GPU", () => {
  test("and the plan has kernels, whose times and energies add up to the totals", async () => {
    const { plan, stdout } = await onGpu("--target", "a100-sxm-80gb");
    const layers = plan.networks.flatMap(network => network.layers);
    expect(stdout).toContain("on gpu, A100 SXM 80GB, 108 multiprocessors at 1.41 GHz");
    expect(layers.reduce((sum, { latencyCycles }) => sum + latencyCycles, 0)).toBe(plan.metrics.latencyCycles);
    expect(layers.reduce((sum, { energyPj }) => sum + energyPj.total, 0)).toBeCloseTo(plan.metrics.energyPj ?? 0, 3);
    expect(layers[0]?.kernel).toMatchObject({
      arithmetic: "fp16 on tensor cores",
      fusedInto: null,
      launchCycles: 2820,
    });
    expect(plan.coverage.every(({ status }) => status !== "unsupported")).toBe(true);
    expect(plan.provenance.command).toContain("--target a100-sxm-80gb");
    expect(plan.assumptions[0]).toBe(
      "float tensors are costed at fp16 weights and fp16 activations, with 32-bit accumulators, the precision that A100 SXM 80GB assumes.",
    );
  });

  test("a batch takes longer and yields more; work counts all of it, weights count once", async () => {
    const one = (await onGpu("--target", "T4")).plan.metrics;
    const { plan, stdout } = await onGpu("--target", "T4", "--batch", "64");
    const many = plan.metrics;
    expect(stdout).toContain("64.0 inferences at a time");
    expect(many.macs).toBe(64 * (one.macs ?? 0));
    expect(many.modelBytes).toBe(one.modelBytes);
    expect(many.peakActivationBytes).toBeGreaterThan(32 * (one.peakActivationBytes ?? 0));
    expect(many.latencySeconds).toBeGreaterThan(one.latencySeconds ?? 0);
    expect(many.throughputPerSecond).toBeGreaterThan(10 * (one.throughputPerSecond ?? 0));
  });

  test("a format is taken where it is asked for", async () => {
    const arithmetics = async (precision: string) => {
      const { plan } = await onGpu("--target", "h100-sxm", "--precision", precision);
      return new Set(plan.networks.flatMap(({ layers }) => layers.flatMap(({ kernel }) => kernel?.arithmetic ?? [])));
    };
    expect(await arithmetics("fp8")).toContain("fp8 on tensor cores");
    expect(await arithmetics("tf32")).toContain("tf32 on tensor cores");
    expect(await arithmetics("fp32")).toEqual(new Set(["fp32 on CUDA cores"]));
  });

  test("explain takes a plan apart, and a layer down to its kernel", async () => {
    const folder = join(scratchFolder(), "plan");
    await mortise(["compile", lenet, "--bind", "batch=1", "--target", "t4", "-o", folder]);
    expect((await mortise(["explain", folder])).stdout).toContain("as in the plan");
    const { stdout } = await mortise(["explain", folder, "Conv_0"]);
    expect(stdout).toMatch(
      /Kernel\n {2}fp16 on tensor cores\n {2}tiles of \d+ × \d+, 32 deep: \d+ blocks? in \d+ waves?/,
    );
  });

  test.each([
    [["--target", "a100-sxm"], /there is no target a100-sxm\n {2}help: did you mean a100-sxm-80gb\?/],
    [["--target", "jetson-nano", "--precision", "int8"], /Jetson Nano has no int8: it has fp32, fp16/],
    [["--target", "t4", "--precision", "fp7"], /T4 has no fp7: it has fp32, fp16, int8/],
    [["--target", "t4", "--batch", "0"], /--batch 0 is no whole number from 1/],
    [["--target", "npu-64", "--batch", "2"], /npu-64 takes no --batch/],
  ])("%j is refused", async (options, message) => {
    const { exitCode, stderr } = await mortise(["compile", lenet, "--bind", "batch=1", ...options]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(message);
  });
});

describe("a gpu block", () => {
  const specification = (gpu: string, quantize = ""): string => {
    const file = join(scratchFolder(), "a.mortise");
    const network = `network a { model ${JSON.stringify(lenet)} bind batch = 1 }`;
    writeFileSync(file, `design "a" {\n ${network}\n ${gpu}\n ${quantize}\n minimize latency\n}`);
    return file;
  };

  test("leaves widths open, of which the best are taken", async () => {
    const quantize = "quantize { weights in { 8, 16 } bits activations in { 8, 16 } bits }";
    const { plan } = await compiled("--spec", specification('gpu "T4" { batch 256 }', quantize));
    const { space } = plan.provenance.search;
    expect(space).toMatchObject({ designs: 4, evaluated: 4, exact: true, goals: ["minimize latency"] });
    expect(space?.front[0]).toMatchObject({ weightBits: 8, activationBits: 8 });
  });

  test.each([
    [
      'gpu "A100 SMX 80GB" { }',
      "",
      /3:6: error\[SPEC_\w+\]: there is no GPU A100 SMX 80GB\n[^]*did you mean A100 SXM 80GB\?/,
    ],
    [
      'gpu "Jetson Nano" { }',
      "quantize { activations 8 bits weights 8 bits }",
      /Jetson Nano does not multiply 8-bit weights by 8-bit activations: it has fp32, fp16/,
    ],
    ['gpu "T4" { precision bf16 }', "", /T4 has no bf16: it has fp32, fp16, int8/],
    ['gpu "T4" { batch 1.5 }', "", /batch[^\n]*whole number from 1/],
  ])("%s %s is refused", async (gpu, quantize, message) => {
    const { exitCode, stderr } = await mortise(["compile", "--spec", specification(gpu, quantize)]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(message);
  });

  test.skipIf(!hasData)("the text detector meets its limit on a Jetson AGX Orin (needs MORTISE_DATA)", async () => {
    const { plan } = await compiled("--spec", dataPath("../specs/gpu-orin.mortise"));
    expect(plan.feasible).toBe(true);
    expect(plan.coverage).toHaveLength(672);
    expect(plan.coverage.filter(({ status }) => status === "unsupported")).toEqual([]);
  });
});
