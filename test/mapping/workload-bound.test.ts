/** What is said to be out of reach of every mapping is: choices of whole networks are proven with it. */
import { describe, expect, test } from "vitest";
import { workloadBound } from "../../mapping/workload-bound.ts";
import { buildAccelerator } from "../../accelerators/targets.ts";
import type { AcceleratorTemplate } from "../../accelerators/template.ts";
import { type TemplateName, templates } from "../../accelerators/templates/index.ts";
import { leakagePerCycle } from "../../mapping/architecture.ts";
import { mapExactly } from "../../mapping/exact/map.ts";
import { homeOf, withResidents } from "../../mapping/resident.ts";
import { tensorNames } from "../../mapping/workload.ts";
import { type Bits, quantity } from "../../support/quantity.ts";
import { randomProblem, randomStream } from "../support/random-problem.ts";
import { contraction } from "../support/small-machine.ts";

describe("the bound of a workload", () => {
  test("is never above what any mapping attains, on random machines with every feature", () => {
    const random = randomStream(2024);
    let closest = Infinity;
    for (let round = 0; round < 100; round++) {
      const { layer, machine } = randomProblem(random);
      const result = mapExactly(layer, machine, { budget: 2e4 });
      if (!result.feasible) continue;
      const bound = workloadBound(layer, machine);
      const leakage = leakagePerCycle(machine);
      const leaked = leakage.levels.reduce((total, each) => total + each, leakage.other);
      for (const { cost } of result.front) {
        expect(bound.latencyCycles, `round ${round}`).toBeLessThanOrEqual(cost.latency);
        expect(bound.energyPj, `round ${round}`).toBeLessThanOrEqual(cost.energy);
        expect(bound.dynamicPj, `round ${round}`).toBeLessThanOrEqual(cost.energy - leaked * cost.latency + 1e-6);
        closest = Math.min(closest, cost.energy / bound.energyPj);
      }
    }
    expect(closest).toBeLessThan(1.05);
  });

  test("is never above what any mapping attains where tensors stay on chip", () => {
    const random = randomStream(77);
    let bounded = 0;
    for (let round = 0; round < 300; round++) {
      const { layer, machine } = randomProblem(random);
      const home = homeOf(machine);
      if (home === undefined) continue;
      const tensors = tensorNames.filter(tensor => tensor !== "weights" && random() < 0.7);
      const resident = withResidents(machine, home, { tensors, bits: quantity<Bits>(8) });
      if (resident === undefined) continue;
      const result = mapExactly(layer, resident, { budget: 1e4 });
      if (!result.feasible) continue;
      const bound = workloadBound(layer, resident);
      bounded++;
      for (const { cost } of result.front) {
        expect(bound.latencyCycles, `round ${round}`).toBeLessThanOrEqual(cost.latency);
        expect(bound.energyPj, `round ${round}`).toBeLessThanOrEqual(cost.energy);
      }
    }
    expect(bounded).toBeGreaterThan(50);
  });

  test.each(Object.keys(templates) as TemplateName[])("is more than six tenths of the least energy on %s", name => {
    const template: AcceleratorTemplate = templates[name];
    const { architecture } = buildAccelerator({
      template: name,
      settings: "operandBits" in template.parameters ? { operandBits: 8 } : {},
      technology: "28nm",
      dram: "lpddr4",
    });
    const bits = { weights: 8, inputs: 8, outputs: 8, partialSums: 32 };
    const layer = contraction({ K: 32, C: 16, P: 16, Q: 16, R: 3, S: 3 }, { bits });
    const result = mapExactly(layer, architecture, { budget: 1e6 });
    if (!result.feasible) throw new Error("does not fit");
    const least = Math.min(...result.front.map(({ cost }) => cost.energy));
    const { energyPj } = workloadBound(layer, architecture);
    expect(energyPj).toBeLessThanOrEqual(least);
    expect(energyPj).toBeGreaterThan(0.6 * least);
  });
});
