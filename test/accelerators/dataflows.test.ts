/** What each template is known for, counted by hand; and its area beside the chip it is named after. */
import { describe, expect, test } from "vitest";
import { buildAccelerator, targetNamed, targets } from "../../accelerators/targets.ts";
import { technologies } from "../../accelerators/technology/index.ts";
import { type AcceleratorTemplate, settingsOf } from "../../accelerators/template.ts";
import { templates } from "../../accelerators/templates/index.ts";
import { type Architecture, macModeFor, peCount } from "../../mapping/architecture.ts";
import { mappingFaults } from "../../mapping/check.ts";
import { countAccesses } from "../../mapping/count.ts";
import { map } from "../../mapping/mapper.ts";
import type { LevelMapping, Loop } from "../../mapping/mapping.ts";
import { architectureFaults } from "../../mapping/validate.ts";
import { type Dimension, macsOf, tensorNames } from "../../mapping/workload.ts";
import { contraction } from "../support/small-machine.ts";

const machineOf = (name: string): Architecture => buildAccelerator(targetNamed(name)!).architecture;
const loops = (...bounds: readonly (readonly [Dimension, number])[]): readonly Loop[] =>
  bounds.map(([dimension, bound]) => ({ dimension, bound }));
const level = (given: Partial<LevelMapping>): LevelMapping => ({
  temporal: [],
  spatial: { x: [], y: [] },
  keeps: tensorNames,
  ...given,
});

test("eyeriss hands input rows along the diagonals: 3 filter rows × 4 output rows need 6 input rows, not 12", () => {
  const machine = machineOf("eyeriss-168");
  const layer = contraction(
    { P: 4, Q: 5, R: 3, S: 3 },
    { bits: { weights: 16, inputs: 16, outputs: 16, partialSums: 32 } },
  );
  const mapping = {
    levels: [
      level({}),
      level({
        temporal: loops(["Q", 5]),
        spatial: { x: loops(["P", 4]), y: loops(["R", 3]) },
        keeps: ["inputs", "outputs"],
      }),
      level({ keeps: ["inputs"] }),
      level({ temporal: loops(["S", 3]), keeps: ["weights"] }),
      level({ keeps: ["outputs"] }),
    ],
  };
  expect(mappingFaults(layer, machine, mapping)).toEqual([]);
  const { transfers, steps } = countAccesses(layer, machine, mapping);
  const toArray = transfers.find(({ tensor, parent }) => tensor === "inputs" && parent === 1)!;
  // Rows of 7 pixels, of which the window of 3 slides over 5 places and fetches only what is new.
  expect([toArray.instances, toArray.sent.total, toArray.received.total]).toEqual([12, 6 * 7, 12 * 7]);
  // Partial sums go up the column: 20 outputs arrive once, the sums of three rows each.
  const sums = transfers.find(({ tensor, parent }) => tensor === "outputs" && parent === 1)!;
  expect([sums.updates.total, sums.returned.total, steps]).toEqual([20, 60, 15]);
});

/** One pass over AlexNet's layers; elements at work as on the chip (Chen et al., JSSC 2017, table V). */
test.each([
  // The first of four passes over 55 output rows.
  { name: "conv1", sides: { P: 14, R: 11 }, down: loops(["R", 11]), atWork: 154 },
  // 27 output rows in two sets of 14 and 13.
  { name: "conv2", sides: { P: 27, R: 5 }, down: loops(["R", 5], ["P", 2]), atWork: 135 },
  // Four sets, a channel each.
  { name: "conv3 to conv5", sides: { P: 13, R: 3, C: 4 }, down: loops(["R", 3], ["C", 4]), atWork: 156 },
])("eyeriss has $atWork processing elements at work on $name", ({ sides, down, atWork }) => {
  const machine = machineOf("eyeriss-168");
  const layer = contraction(sides);
  const mapping = {
    levels: [
      level({}),
      level({ spatial: { x: loops(["P", Math.min(sides.P, 14)]), y: down }, keeps: ["inputs", "outputs"] }),
      level({ keeps: ["inputs"] }),
      level({ keeps: ["weights"] }),
      level({ keeps: ["outputs"] }),
    ],
  };
  expect(mappingFaults(layer, machine, mapping)).toEqual([]);
  expect(macsOf(layer) / countAccesses(layer, machine, mapping).steps).toBe(atWork);
});

test("shidiannao hands inputs to neighbours: 8 × 8 pixels of a 3 × 3 filter read 10 × 10 inputs, not 576", () => {
  const machine = machineOf("shidiannao-64");
  const layer = contraction({ K: 2, P: 8, Q: 8, R: 3, S: 3 });
  const mapping = {
    levels: [
      level({}),
      level({ temporal: loops(["K", 2]), spatial: { x: loops(["Q", 8]), y: loops(["P", 8]) } }),
      level({ temporal: loops(["R", 3], ["S", 3]), keeps: ["inputs", "outputs"] }),
    ],
  };
  expect(mappingFaults(layer, machine, mapping)).toEqual([]);
  const { transfers, steps } = countAccesses(layer, machine, mapping);
  const between = (tensor: string, parent: number) =>
    transfers.find(each => each.tensor === tensor && each.parent === parent)!;
  // Inputs rest while filters change; each weight is broadcast once to all 64.
  expect([between("inputs", 1).sent.total, between("weights", 1).sent.total, steps]).toEqual([100, 18, 18]);
  expect([between("outputs", 1).updates.total, between("outputs", 1).sent.total]).toEqual([128, 0]);
});

describe("bitserial", () => {
  const machine = machineOf("bitserial-32768");
  const cyclesAt = (weights: number, inputs: number): number => {
    const bits = { weights, inputs, outputs: inputs, partialSums: 32 };
    const layer = contraction({ K: 128, C: 64, P: 32, Q: 32, R: 3, S: 3 }, { bits });
    const result = map(layer, { ...machine, overlap: "perfect" });
    if (!result.feasible) throw new Error("a plain convolution must fit");
    expect(result.front[0]!.cost.bound).toBe("compute");
    return result.front[0]!.cost.latency;
  };
  test("does the work of 128 multipliers at 16 bits (Sharify et al., DAC 2018)", () => {
    expect(peCount(machine) * macModeFor(machine.compute, { weights: 16, inputs: 16 })!.macsPerCycle).toBe(128);
  });
  test("takes as many cycles as operands have bits together", () => {
    const macs = 128 * 64 * 32 * 32 * 9;
    expect(cyclesAt(16, 16)).toBe((macs * 256) / 32768);
    expect(cyclesAt(8, 8)).toBe((macs * 64) / 32768);
    expect(cyclesAt(4, 8)).toBe((macs * 32) / 32768);
    expect(cyclesAt(5, 3)).toBe((macs * 15) / 32768);
    // Seven bits run as eight.
    expect(cyclesAt(8, 7)).toBe(cyclesAt(8, 8));
  });
  test("costs less energy the narrower the operands", () => {
    const energies = [16, 8, 6, 5, 4, 3, 2, 1].map(
      width => macModeFor(machine.compute, { weights: width, inputs: width })!.energy,
    );
    expect(energies.every((energy, i) => i === 0 || energy < energies[i - 1]!)).toBe(true);
  });
});

test("simba: 1024 multipliers, 4 TOPS at 2 GHz (Shao et al., MICRO 2019)", () => {
  expect(2 * 2e9 * peCount(machineOf("simba-1024"))).toBeCloseTo(4.1e12, -11);
});

/** mm² of the chip; Stillmaker and Baas' area of 65 nm is 1.5 times that of 45 nm. The errors stand in docs/cost-model.md. */
test.each([
  ["shidiannao", "45nm", 4.86 / 1.5, 47],
  ["eyeriss", "45nm", 12.25 / 1.5, -31],
  ["simba", "16nm", 6, -55],
] as const)("area of %s at %s, %d mm² published: %i %% off", (name, technology, squareMm, error) => {
  const template: AcceleratorTemplate = templates[name];
  const { total } = template.area(settingsOf(template), { technology: technologies[technology], dram: "lpddr4" });
  expect(Math.round(100 * (total / squareMm - 1))).toBe(error);
});

describe.each(targets)("$name", target => {
  test("is a machine without faults that maps a plain convolution at its precision", () => {
    const { architecture } = buildAccelerator(target);
    expect(architectureFaults(architecture)).toEqual([]);
    const { weightBits, activationBits, accumulatorBits } = target.precision;
    const bits = {
      weights: weightBits,
      inputs: activationBits,
      outputs: activationBits,
      partialSums: accumulatorBits,
    };
    expect(map(contraction({ K: 64, C: 64, P: 64, Q: 64, R: 3, S: 3 }, { bits }), architecture).feasible).toBe(true);
  });
});
