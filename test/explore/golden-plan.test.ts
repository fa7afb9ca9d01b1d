/** One whole plan, for review as a diff whenever a number moves. What must be true of it is counted by hand first. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { targetNamed } from "../../accelerators/targets.ts";
import { emitters } from "../../codegen/index.ts";
import { summarize } from "../../codegen/summary/index.ts";
import { compile } from "../../explore/compile.ts";
import { parseLimits } from "../../explore/limits.ts";
import { sourceModelOf } from "../../explore/source-model.ts";
import { machineOf } from "../../explore/target-machine.ts";
import { parseGraph } from "../../ir/parse/parse.ts";
import { map } from "../../mapping/mapper.ts";
import { runPipeline } from "../../passes/manager.ts";
import { pipelines } from "../../passes/pipelines.ts";
import { expectGolden } from "../support/golden.ts";

const folder = join(import.meta.dirname, "../golden/plan");
const imported = parseGraph(readFileSync(join(folder, "keywords.nn"), "utf8"), "keywords.nn");

const planOf = () =>
  compile({
    design: "keywords on npu-64",
    network: {
      name: "keywords",
      source: "keywords.nn",
      sha256: null,
      model: sourceModelOf(imported),
      optimized: runPipeline(imported, pipelines.default),
    },
    machine: machineOf(targetNamed("npu-64")!),
    mapper: map,
    limits: parseLimits(["latency <= 1 ms", "energy <= 0.1 uJ"]),
    provenance: { version: "0.1.0", seed: 0, command: "mortise compile keywords.nn", specSha256: null },
  });

describe("the plan of a small network on npu-64", () => {
  const plan = planOf();
  const [stem, depthwise, pointwise, pool, classes, softmax] = plan.networks[0]!.layers;

  /* Stem: 16 filters of 10×4 on 25×5 positions; depthwise: 3×3 on 16 channels; pointwise: 16×16; classes: 16×12. */
  test("MACs and parameters are those counted by hand", () => {
    expect([stem, depthwise, pointwise, pool, classes, softmax].map(layer => layer?.macs)).toEqual([
      25 * 5 * 16 * 40,
      25 * 5 * 16 * 9,
      25 * 5 * 16 * 16,
      0,
      16 * 12,
      0,
    ]);
    expect(plan.metrics.macs).toBe(80_000 + 18_000 + 32_000 + 192);
    expect(plan.metrics.parameters).toBe(640 + 16 + 144 + 16 + 256 + 16 + 192 + 12);
  });

  /* Weights take a byte each, biases four. */
  test("weights are sized by hand", () =>
    expect(plan.metrics.modelBytes).toBe(640 + 144 + 256 + 192 + 4 * (16 + 16 + 16 + 12)));

  /* At the residual addition the skip, the depthwise result and the sum are alive: 3 × 25·5·16 bytes. */
  test("the arena holds three feature maps", () => expect(plan.metrics.peakActivationBytes).toBe(3 * 25 * 5 * 16));

  test("no layer beats the array's peak or the memory bus", () => {
    const dramBitsPerCycle = plan.accelerators[0]!.levels[0]!.bandwidth!.readBitsPerCycle;
    for (const layer of plan.networks[0]!.layers) {
      const { readBits, writtenBits } = layer.accesses.perLevel["DRAM"] ?? { readBits: 0, writtenBits: 0 };
      expect(layer.latencyCycles).toBeGreaterThanOrEqual(layer.macs / 64);
      expect(layer.latencyCycles).toBeGreaterThanOrEqual((readBits + writtenBits) / dramBitsPerCycle);
    }
  });

  /* Every part is a count of the layer times a cost of the accelerator, both read from the plan alone (docs/plan.md). */
  test("energy is what accesses, MACs, operations, hops and leakage cost, to the last picojoule", () => {
    const { levels, compute, vectorUnit, otherLeakageWatts, clockHz } = plan.accelerators[0]!;
    const leaked = (watts: number, cycles: number): number => (watts * cycles * 1e12) / clockHz;
    for (const layer of plan.networks[0]!.layers) {
      const { energyPj, accesses, latencyCycles, workload, precision } = layer;
      const isContraction = workload.kind === "contraction";
      const operations = isContraction
        ? workload.bounds.G *
          workload.bounds.N *
          workload.bounds.K *
          workload.bounds.P *
          workload.bounds.Q *
          workload.epilogueOperationsPerOutput
        : workload.operations;
      const width = isContraction ? precision.accumulatorBits! : workload.operationBits;
      const parts: Record<string, number> = {
        compute: layer.macs * compute.modes[0]!.energyPj,
        vector: operations * vectorUnit.operations.find(({ bits }) => bits >= width)!.energyPj,
        network: levels.reduce((sum, level) => sum + accesses.fanOutBits[level.name]! * level.fanOut.hopPjPerBit, 0),
        leakage: leaked(compute.leakageWatts * compute.processingElements + otherLeakageWatts, latencyCycles),
      };
      for (const { name, instances, leakageWatts, wordBits, readPjPerWord, writePjPerWord } of levels) {
        const { readBits = 0, writtenBits = 0 } = accesses.perLevel[name] ?? {};
        const moved = (readBits * readPjPerWord + writtenBits * writePjPerWord) / wordBits;
        parts[name] = moved + leaked(instances * leakageWatts, latencyCycles);
      }
      expect(Object.keys(energyPj.perLevel).toSorted()).toEqual(Object.keys(parts).toSorted());
      for (const [name, part] of Object.entries(parts)) expect(energyPj.perLevel[name]).toBeCloseTo(part, 6);
      expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(energyPj.total, 6);
    }
  });

  test("every cost names its source", () =>
    expect(plan.accelerators[0]!.sources).toMatchObject({
      "mac.energyPj": expect.stringContaining("Horowitz") as string,
      "dram.lpddr4.energyPjPerBit": expect.stringContaining("8 pJ/bit") as string,
    }));

  test("every file it makes is as kept under test/golden (UPDATE_GOLDEN=1 rewrites them)", () => {
    for (const emitter of emitters) {
      expect(emitter.validate(plan)).toEqual([]);
      for (const [path, text] of emitter.emit(plan, new Map()))
        expectGolden(join(folder, `keywords.${path}`), String(text));
    }
    expectGolden(join(folder, "keywords.summary.txt"), summarize(plan, ["out/plan.json"]));
  });

  test("the same input gives the same bytes", () => {
    const again = planOf();
    for (const emitter of emitters) expect(emitter.emit(again, new Map())).toEqual(emitter.emit(plan, new Map()));
  });
});
