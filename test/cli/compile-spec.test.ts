import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { Plan } from "../../accelerators/plan.ts";
import { mortise, scratchFolder } from "../support/command-line.ts";
import { overlapsIn } from "../support/memory-overlaps.ts";

const residual = resolve("examples/residual.nn");

interface Chip {
  readonly goals: string;
  readonly slot?: string;
  readonly rate?: string;
}

/** A chip of two sizes for a small network. */
const specification = ({ goals, slot = "pes in { 64, 128 }", rate = "" }: Chip): string => `design "small" {
  network residual { model "${residual}" ${rate} }
  asic {
    technology "28nm"
    clock 500 MHz
    dram { bandwidth 3.2 GB/s }
    accelerator npu { template { nvdla, systolic }  ${slot}  buffer 64 KiB  bandwidth in { 16, 32 } B/cycle }
  }
  ${goals}
}
`;

const compileSpec = async (chip: Chip) => {
  const folder = scratchFolder();
  const file = join(folder, "small.mortise");
  writeFileSync(file, specification(chip).replace("template {", "template in {"));
  const outcome = await mortise(["compile", "--spec", file, "-o", join(folder, "plan")]);
  const plan = (): Plan => JSON.parse(readFileSync(join(folder, "plan/plan.json"), "utf8")) as Plan;
  return { ...outcome, plan };
};

describe("mortise compile --spec", () => {
  test("finds the best design, proves it, and says how", async () => {
    const { exitCode, stdout, plan } = await compileSpec({ goals: "require latency <= 1 ms\n  minimize energy" });
    expect(exitCode, stdout).toBe(0);
    const { feasible, provenance, accelerators } = plan();
    expect(feasible).toBe(true);
    const { space } = provenance.search;
    expect(space).toMatchObject({ designs: 8, exact: true, goals: ["minimize energy"], conflicts: [] });
    expect(space?.front[0]?.accelerators[0]?.template).toBe(accelerators[0]?.template);
    expect(stdout).toContain("this is proven");
  });

  test("several goals give a front; the plan is one of it", async () => {
    const { plan } = await compileSpec({ goals: "minimize latency, area" });
    const { metrics, provenance } = plan();
    const front = provenance.search.space?.front ?? [];
    expect(front.length).toBeGreaterThan(1);
    expect(front.map(({ areaMm2 }) => areaMm2)).toContain(metrics.areaMm2);
  });

  test("names the limit that no design meets, with the smallest area there is", async () => {
    const { exitCode, stdout, plan } = await compileSpec({ goals: "require area <= 0.1 mm2\n  minimize energy" });
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/Impossible: no design of this space has area <= 0.1 mm2: the smallest has 0\.\d+ mm2/);
    const [conflict] = plan().provenance.search.space?.conflicts ?? [];
    expect(conflict).toMatchObject({ limits: ["area <= 0.1 mm2"], proof: "area" });
    expect(conflict?.best).toBeCloseTo(plan().metrics.areaMm2 ?? 0, 9);
  });

  test("power is an average at the rates, in which leakage counts all the time", async () => {
    const { exitCode, stdout, plan } = await compileSpec({ rate: "rate 10 /s", goals: "require power <= 1 uW" });
    expect(exitCode).toBe(2);
    expect(stdout).toContain("at the rates given");
    const { metrics, networks, limits } = plan();
    const leaked = (metrics.powerWatts ?? 0) - 10 * (metrics.energyPj ?? 0) * 1e-12;
    expect(leaked).toBeGreaterThan(0);
    expect(networks[0]?.ratePerSecond).toBe(10);
    expect(limits[0]?.blame[0]?.name).toBe("leakage");
  });

  test("a network that cannot keep up with its rate is no design's", async () => {
    const { exitCode, stdout } = await compileSpec({ rate: "rate 1e9 /s", goals: "minimize energy" });
    expect(exitCode).toBe(2);
    expect(stdout).toContain("no design of this space keeps up with the rates of the networks");
  });

  test("answers spaces that explode, and arguments beside the specification", async () => {
    const slot = "pes in 32..4096 step 1  clock in 1e8..2e9 step 1e6";
    const { exitCode, stderr } = await compileSpec({ slot: "pes in 32..4096 step 1e-3", goals: "minimize energy" });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("error[");
    expect((await compileSpec({ slot, goals: "minimize energy" })).exitCode).toBe(1);
    const beside = await mortise(["compile", residual, "--spec", "examples/camera.mortise"]);
    expect(beside).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("ARGUMENT_SPEC") as string });
    expect(await mortise(["compile"])).toMatchObject({ exitCode: 1 });
    const backwards = await compileSpec({ goals: "require latency >= 1 ms" });
    expect(backwards.stderr).toMatch(/^\S+\.mortise: error\[DESIGN_LIMIT_BACKWARDS\]/);
  });
});

test("networks that share a chip start together; nothing overlaps on an accelerator, nor in memory", async () => {
  const folder = scratchFolder();
  const { exitCode } = await mortise(["compile", "--spec", "examples/two-networks.mortise", "-o", folder]);
  expect(exitCode).toBe(0);
  const { networks, memory, metrics, limits } = JSON.parse(readFileSync(join(folder, "plan.json"), "utf8")) as Plan;
  expect(networks.map(({ layers }) => layers.length > 0)).toEqual([true, true]);
  const layers = networks.flatMap(network => network.layers);
  const clashes = layers.flatMap((a, i) =>
    layers
      .slice(i + 1)
      .filter(b => a.accelerator === b.accelerator && a.startCycle < b.endCycle && b.startCycle < a.endCycle)
      .map(b => `${a.name} and ${b.name}`),
  );
  expect(clashes).toEqual([]);
  expect(overlapsIn(memory)).toEqual([]);
  const ends = networks.map(network => Math.max(...network.layers.map(({ endCycle }) => endCycle)));
  expect(metrics.latencyCycles).toBe(Math.max(...ends));
  // Milliseconds at 500 MHz.
  expect(limits.map(({ value }) => Math.round((value ?? 0) * 5e5))).toEqual(ends);
});

describe("mortise compile --spec on an FPGA", () => {
  const compileOnFpga = async (goals: string) => {
    const folder = scratchFolder();
    const file = join(folder, "small.mortise");
    writeFileSync(
      file,
      `design "small" {
  network residual { model "${residual}" }
  fpga "XC7Z020" { style streaming }
  quantize { weights in { 2, 8 } bits  activations in { 4, 8 } bits }
  ${goals}
}
`,
    );
    return mortise(["compile", "--spec", file, "-o", join(folder, "plan")]);
  };

  test("refuses goals that nothing is known of, each with the reason", async () => {
    const { exitCode, stderr } = await compileOnFpga("minimize energy, area");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("minimize energy can't be judged on XC7Z020: no energy per operation is published");
    expect(stderr).toContain("minimize area can't be judged on XC7Z020: nobody states");
  });

  test("a network that does not fit gets its plan and the reasons", async () => {
    const folder = scratchFolder();
    const file = join(folder, "small.nn");
    writeFileSync(
      file,
      `network @small(%image: f32[1,4,4,4]) {
  @kernel : f32[4,2,2,2] = unknown
  %0 = conv_transpose2d(%image, @kernel) {strides=[2,2], pads=[0,0,0,0], group=1} : f32[1,2,8,8]   // up
  return %0 as "out"
}
`,
    );
    const { exitCode, stdout, stderr } = await mortise([
      "compile",
      file,
      "--target",
      "xc7z020",
      "-o",
      join(folder, "plan"),
    ]);
    expect(exitCode, stderr).toBe(2);
    expect(stdout).toContain("there is no engine for conv_transpose2d");
  });

  test("shows what is taken of the device, and no figures that are not known", async () => {
    const { exitCode, stdout } = await compileOnFpga("minimize lut, bram, latency");
    expect(exitCode, stdout).toBe(0);
    expect(stdout).toMatch(/Best designs +weights +activations +latency +lut +bram\n/);
    expect(stdout).toMatch(/Energy +not known\n/);
    expect(stdout).not.toContain("0.00 pJ");
  });
});
