import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  cheapestChoice,
  type ChoiceProblem,
  narrowerChoices,
  optionsOf,
  quietestChoice,
} from "../../../quant/mixed/choice.ts";
import { noiseTable } from "../../../quant/mixed/problem.ts";
import { randomStream } from "../../../support/random.ts";

const widths = [2, 4, 8];

/** Two layers share the first activation, one reads the second; noise falls and cost grows with width. */
const randomProblem = (seed: number): ChoiceProblem => {
  const random = randomStream(seed);
  const values = ["a", "b", "u", "v", "w"];
  const noise = new Map(values.map(value => [value, random.uniform()]));
  const cost = new Map(values.map(value => [value, random.integer(1, 100)]));
  return {
    groups: [
      { activation: "a", weights: ["u", "v"] },
      { activation: "b", weights: ["w"] },
    ],
    weightWidths: widths,
    activationWidths: widths,
    noiseOf: (value, bits) => (noise.get(value) ?? 0) / 4 ** bits,
    costOf: (weight, weightBits, activationBits) => (cost.get(weight) ?? 0) * weightBits * activationBits,
  };
};

/** Cost and noise of every choice there is. */
const everyChoice = ({ noiseOf, costOf }: ChoiceProblem): readonly { cost: number; noise: number }[] =>
  widths.flatMap(a =>
    widths.flatMap(b =>
      widths.flatMap(u =>
        widths.flatMap(v =>
          widths.map(w => ({
            noise: noiseOf("a", a) + noiseOf("b", b) + noiseOf("u", u) + noiseOf("v", v) + noiseOf("w", w),
            cost: costOf("u", u, a) + costOf("v", v, a) + costOf("w", w, b),
          })),
        ),
      ),
    ),
  );

describe("the choice of widths", () => {
  test("is the cheapest within the budget, and greedy is never cheaper", () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.double({ min: 1e-4, max: 0.2, noNaN: true }), (seed, budget) => {
        const problem = randomProblem(seed);
        const choice = cheapestChoice(problem, optionsOf(problem), budget);
        const within = everyChoice(problem).filter(({ noise }) => noise <= budget);
        const least = within.reduce((best, { cost }) => Math.min(best, cost), Infinity);
        expect(choice?.cost ?? Infinity).toBeCloseTo(least, 6);
        expect(choice?.greedyGap ?? 0).toBeGreaterThanOrEqual(-1e-9);
        expect([...(choice?.widths.keys() ?? ["a", "b", "u", "v", "w"])].sort()).toEqual(["a", "b", "u", "v", "w"]);
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  test("within a cost is the quietest, and greedy is never quieter", () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({ min: 10, max: 10_000 }), (seed, mostCost) => {
        const problem = randomProblem(seed);
        const choice = quietestChoice(problem, optionsOf(problem), mostCost);
        const within = everyChoice(problem).filter(({ cost }) => cost <= mostCost);
        const least = within.reduce((best, { noise }) => Math.min(best, noise), Infinity);
        expect(choice?.noise ?? Infinity).toBeCloseTo(least, 9);
        expect(choice?.cost ?? 0).toBeLessThanOrEqual(mostCost);
        expect(choice?.greedyGap ?? 0).toBeGreaterThanOrEqual(-1e-9);
      }),
      { seed: 6, numRuns: 200 },
    );
  });

  test("of one layer with two widths, by hand: 8 bits fit a cost of 64, 4 bits one of 16, nothing fits less", () => {
    const problem: ChoiceProblem = {
      groups: [{ activation: "a", weights: ["w"] }],
      weightWidths: [4, 8],
      activationWidths: [4, 8],
      noiseOf: (value, bits) => (value === "a" ? 1 : 2) / bits,
      costOf: (_, weightBits, activationBits) => weightBits * activationBits,
    };
    const noises = [64, 63, 32, 16, 15].map(cost => quietestChoice(problem, optionsOf(problem), cost)?.noise);
    // 1/8 + 2/8; 1/4 + 2/8 is quieter than 1/8 + 2/4 at the same cost of 32; 1/4 + 2/4.
    expect(noises).toEqual([0.375, 0.5, 0.5, 0.75, undefined]);
  });

  test("what a machine cannot run is never chosen", () => {
    const problem = randomProblem(1);
    const costOf: ChoiceProblem["costOf"] = (weight, weightBits, activationBits) =>
      weightBits === 2 ? Infinity : problem.costOf(weight, weightBits, activationBits);
    const limited = { ...problem, costOf };
    const choice = cheapestChoice(limited, optionsOf(limited), 10);
    expect([choice?.widths.get("u"), choice?.widths.get("v"), choice?.widths.get("w")]).toEqual([4, 4, 4]);
  });
});

describe("noise by width", () => {
  const measured = (bits: number, noise: number) => ({ value: "a", bits, noise, sqnrDb: 0, lossGrowth: undefined });

  test("more bits never count as noisier, and noise that is no number counts as the worst", () => {
    const table = noiseTable([measured(2, 1), measured(4, 0.1), measured(8, 0.2)]);
    expect([2, 4, 8].map(bits => table.noiseOf("a", bits))).toEqual([1, 0.2, 0.2]);
    expect(noiseTable([measured(2, NaN), measured(8, 0.1)]).noiseOf("a", 2)).toBeGreaterThan(1e100);
  });

  test("corrections multiply a width and what is narrower", () => {
    const table = noiseTable([measured(2, 1), measured(4, 0.1), measured(8, 0.01)]);
    const corrected = table.corrected(new Map([["a", { bits: 4, factor: 3 }]]));
    expect([2, 4, 8].map(bits => corrected.noiseOf("a", bits))).toEqual([3, 0.1 * 3, 0.01]);
  });
});

test("steps down, by hand: from 4 bits of 8, each value that can be narrower is so once, at what that costs", () => {
  const problem: ChoiceProblem = {
    groups: [{ activation: "a", weights: ["u", "v"] }],
    weightWidths: [2, 4, 8],
    activationWidths: [4, 8],
    noiseOf: (_, bits) => 1 / bits,
    costOf: (_, weightBits, activationBits) => weightBits * activationBits,
  };
  const chosen = new Map([
    ["a", 8],
    ["u", 4],
    ["v", 2],
  ]);
  const from = { widths: chosen, cost: 48, noise: 0.875, greedyGap: 0.5 };
  const found = narrowerChoices(problem, from).map(({ widths: each, cost, noise, greedyGap }) => [
    ...each.values(),
    cost,
    noise,
    greedyGap,
  ]);
  // Greedy costs 72.
  expect(found).toEqual([
    [4, 4, 2, 24, 1, 2],
    [8, 2, 2, 32, 1.125, 1.25],
  ]);
});
