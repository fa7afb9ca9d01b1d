import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import type { Plan } from "../../accelerators/plan.ts";
import { importOnnx } from "../../ir/import/onnx/import-onnx.ts";
import { randomStream } from "../../support/random.ts";
import { mortise, scratchFolder } from "../support/command-line.ts";

const lenet = resolve("examples/lenet.onnx");
const samples = 24;
const cacheFolder = resolve("node_modules/.cache/mortise-test");

/** The .npy format, version 1.0: magic, header of 64 bytes' alignment, little-endian floats. */
const npy = (dims: readonly number[], values: Float32Array): Uint8Array => {
  const shape = dims.length === 1 ? `${dims[0]},` : dims.join(", ");
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape}), }`;
  const header = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11) + "\n";
  const head = new Uint8Array([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  return Buffer.concat([head, Buffer.from(header), new Uint8Array(values.buffer)]);
};

/** Noise of ten classes, whose names mean nothing: what is lost is all that is looked at. */
const writeData = (folder: string): string => {
  const random = randomStream(3);
  const images = Float32Array.from({ length: samples * 28 * 28 }, () => random.uniform());
  const labels = Float32Array.from({ length: samples }, () => random.integer(0, 9));
  const file = join(folder, "noise.npz");
  writeFileSync(
    file,
    zipSync({ "image.npy": npy([samples, 1, 28, 28], images), "labels.npy": npy([samples], labels) }),
  );
  return file;
};

interface Given {
  readonly quantize: string;
  readonly goals: string;
  readonly accuracy?: (data: string) => string;
}

const write = (folder: string, given: Given): string => {
  const data = writeData(folder);
  const accuracy = given.accuracy?.(data) ?? `accuracy from data "${data}" metric top1`;
  const file = join(folder, "few.mortise");
  writeFileSync(
    file,
    `design "few" {
  network lenet { model "${lenet}"  bind batch = 1  ${accuracy} }
  asic {
    technology "28nm"
    clock 500 MHz
    dram { bandwidth 3.2 GB/s }
    accelerator npu { template bitserial  pes 64  buffer 64 KiB  bandwidth 32 B/cycle }
  }
  quantize { ${given.quantize} }
  ${given.goals}
}
`,
  );
  return file;
};

const compile = async (given: Given) => {
  const folder = scratchFolder();
  const outcome = await mortise(["compile", "--spec", write(folder, given), "-o", join(folder, "plan")], {
    cacheFolder,
  });
  const path = (name: string): string => join(folder, "plan", name);
  const plan = (): Plan => JSON.parse(readFileSync(path("plan.json"), "utf8")) as Plan;
  return { ...outcome, plan, path };
};

describe("mortise compile --spec with accuracy from data", () => {
  test("mixed widths are chosen, measured, costed, written as a model, and explained", async () => {
    const goals = "require accuracy drop <= 100 %\n  minimize latency";
    const { exitCode, stdout, stderr, plan, path } = await compile({
      quantize: "method mixed  weights in { 2, 8 } bits  activations in { 4, 8 } bits",
      goals,
    });
    expect(exitCode, stdout + stderr).toBe(0);
    const { networks, metrics, limits, assumptions } = plan();
    const { quantization, layers } = networks[0]!;
    expect(quantization?.data).toMatchObject({
      calibration: { samples: 6 },
      choice: { samples: 6, heldOut: true },
      evaluation: { samples: 12 },
      synthetic: false,
    });
    const { float, quantized, drop } = quantization!.accuracy;
    expect(float! - quantized!).toBeCloseTo(drop!, 9);
    expect(metrics.accuracyDrop).toBeCloseTo(drop! / 100, 9);
    expect(limits[0]).toMatchObject({ metric: "accuracy drop", satisfied: true });
    // All may be lost, so that the narrowest is chosen, and costed.
    expect(quantization!.tensors.filter(({ role }) => role === "weight").map(({ bits }) => bits)).toEqual(
      Array(5).fill(2),
    );
    expect(layers.flatMap(({ precision }) => precision.weightBits ?? [])).toEqual(Array(5).fill(2));
    expect(metrics.bitOps).toBe(quantization!.bitOps);
    expect(assumptions.join(" ")).toContain("costed at the widths that it was quantized to");
    const { graph } = importOnnx(readFileSync(path("model.onnx")));
    expect(graph.nodes.some(({ op }) => op === "quantize")).toBe(true);
    const explained = await mortise(["explain", path("plan.json")]);
    expect(explained.stdout).toContain("Widths of lenet");
    expect(explained.stdout).toContain("networks run");
  });

  test("of several uniform widths, those that keep to the limit are searched", async () => {
    const { exitCode, plan, path } = await compile({
      quantize: "weights in { 1, 8 } bits  activations 8 bits",
      goals: "require accuracy drop <= 100 %\n  minimize energy",
    });
    expect(exitCode).toBe(0);
    expect(plan().provenance.search.space?.front[0]?.weightBits).toBe(1);
    expect(plan().networks[0]?.quantization?.mixed).toBeNull();
    expect(existsSync(path("model.onnx"))).toBe(true);
  });

  test.each([
    ["require accuracy drop <= 1 dB", "SPEC_UNIT"],
    ["minimize latency", "SPEC_MISSING"],
  ])("mixed widths with %s are refused at their place", async (goals, code) => {
    const { exitCode, stderr } = await compile({
      quantize: "method mixed  weights in { 4, 8 } bits  activations 8 bits",
      goals,
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(code);
    expect(stderr).toMatch(/few\.mortise:\d+:\d+/);
  });

  test("mixed widths of a network that nothing measures are refused", async () => {
    const { exitCode, stderr } = await compile({
      quantize: "method mixed  weights in { 4, 8 } bits  activations 8 bits",
      goals: "minimize latency",
      accuracy: () => "",
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("nothing measures its accuracy");
  });
});

test("mortise explore measures on data too, before it searches, and the plan of a design says so", async () => {
  const folder = scratchFolder();
  const goals = "require accuracy drop <= 100 %\n  minimize energy\n  maximize accuracy";
  const file = write(folder, { quantize: "weights 8 bits  activations 8 bits", goals });
  const run = join(folder, "run");
  const { exitCode, stdout, stderr } = await mortise(
    ["explore", file, "-o", run, "--strategy", "exhaustive", "--workers", "1"],
    { cacheFolder },
  );
  expect(exitCode, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/Accuracy of lenet: run on 12 samples of .*, quantized, by onnxruntime/);
  const output = join(folder, "plan");
  expect((await mortise(["compile", "--from", `${run}:1.1`, "-o", output], { cacheFolder })).exitCode).toBe(0);
  const { metrics } = JSON.parse(readFileSync(join(output, "plan.json"), "utf8")) as Plan;
  const best = JSON.parse((await mortise(["best", run, "--json"])).stdout) as {
    searches: { front: { metrics: Plan["metrics"] }[] }[];
  };
  const { accuracy, accuracyDrop } = best.searches[0]!.front[0]!.metrics;
  // Twelve samples: whole twelfths, of the network and of what it lost.
  for (const share of [accuracy, accuracyDrop]) expect((12 * share!) % 1).toBeCloseTo(0, 9);
  expect(metrics).toMatchObject({ accuracy, accuracyDrop });
});
