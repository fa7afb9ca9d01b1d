import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ChoiceProblem, chooseWidths, optionsOf } from "../../../quant/mixed/choice.ts";
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

/** The least cost within the budget, by trying every choice. */
const leastByTrying = ({ noiseOf, costOf }: ChoiceProblem, budget: number): number => {
  let least = Infinity;
  for (const a of widths)
    for (const b of widths)
      for (const u of widths)
        for (const v of widths)
          for (const w of widths) {
            const noise = noiseOf("a", a) + noiseOf("b", b) + noiseOf("u", u) + noiseOf("v", v) + noiseOf("w", w);
            if (noise <= budget) least = Math.min(least, costOf("u", u, a) + costOf("v", v, a) + costOf("w", w, b));
          }
  return least;
};

describe("the choice of widths", () => {
  test("is the cheapest within the budget, and greedy is never cheaper", () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.double({ min: 1e-4, max: 0.2, noNaN: true }), (seed, budget) => {
        const problem = randomProblem(seed);
        const choice = chooseWidths(problem, optionsOf(problem), budget);
        const least = leastByTrying(problem, budget);
        expect(choice?.cost ?? Infinity).toBeCloseTo(least, 6);
        expect(choice?.greedyGap ?? 0).toBeGreaterThanOrEqual(-1e-9);
        expect([...(choice?.widths.keys() ?? ["a", "b", "u", "v", "w"])].sort()).toEqual(["a", "b", "u", "v", "w"]);
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  test("what a machine cannot run is never chosen", () => {
    const problem = randomProblem(1);
    const costOf: ChoiceProblem["costOf"] = (weight, weightBits, activationBits) =>
      weightBits === 2 ? Infinity : problem.costOf(weight, weightBits, activationBits);
    const limited = { ...problem, costOf };
    const choice = chooseWidths(limited, optionsOf(limited), 10);
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
