import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cheapestWithin } from "../../support/cheapest-within.ts";
import { chainOf, type Option, type Stages } from "../../support/stages.ts";
import { arbitraryStages, everySum, option } from "./stages.ts";

/** The positions taken on each front. */
const choiceOf = (fronts: readonly (readonly Option[])[], limit: number): readonly number[] | undefined =>
  cheapestWithin(chainOf(fronts), limit)?.taken.map(taken => taken.option);

describe("cheapestWithin", () => {
  const twoLayers = [
    [option(10, 100), option(20, 40)],
    [option(5, 50), option(30, 45)],
  ];

  test("all the budget: each layer's cheapest", () => expect(choiceOf(twoLayers, Infinity)).toEqual([1, 1]));
  test("a budget of 25: the first layer has more to save", () => expect(choiceOf(twoLayers, 25)).toEqual([1, 0]));
  test("a budget of 24 leaves only the fastest", () => expect(choiceOf(twoLayers, 24)).toEqual([0, 0]));
  test("a budget of 14 is too small", () => expect(choiceOf(twoLayers, 14)).toBeUndefined());
  test("no layers", () => expect(choiceOf([], 0)).toEqual([]));
  test("of equally cheap points the lightest", () =>
    expect(choiceOf([[option(9, 5), option(3, 5), option(4, 5)]], Infinity)).toEqual([1]));

  test("a point off the convex hull is found where it alone fits (per-layer greed and hulls miss it)", () =>
    expect(choiceOf([[option(0, 100), option(5, 60), option(10, 0)]], 9)).toEqual([1]));

  /** What is taken, added up anew. */
  const sumsOf = (stages: Stages, limit: number): Option | undefined => {
    const route = cheapestWithin(stages, limit);
    if (route === undefined) return undefined;
    let state = 0;
    const taken = route.taken.map(({ transition, option: index }, layer) => {
      const { from, to, options } = stages[layer]![transition]!;
      expect(from).toBe(state);
      state = to;
      return options[index]!;
    });
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    return option(sum(taken.map(({ weight }) => weight)), sum(taken.map(({ cost }) => cost)));
  };

  test("is as cheap as the best of all combinations, whatever the states", () => {
    fc.assert(
      fc.property(arbitraryStages, fc.nat(120), (stages, budget) => {
        const within = everySum(stages).filter(({ weight }) => weight <= budget);
        const best = within.toSorted((a, b) => a.cost - b.cost || a.weight - b.weight)[0];
        expect(sumsOf(stages, budget)).toEqual(best);
      }),
      { numRuns: 500 },
    );
  });

  test("sums that round do not lose the only choice", () => {
    const layers = [0.1, 0.2, 0.3, 1e9, 0.7, 1e-3].map(weight => [option(weight, weight)]);
    expect(choiceOf(layers, Infinity)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(choiceOf([...layers].reverse(), Infinity)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test("sixty layers with twenty points each take no exponential time", () => {
    const layers = [...Array(60).keys()].map(layer =>
      [...Array(20).keys()].map(i =>
        option(1000 + 97 * i + ((layer * 31 + i * 17) % 13), 50_000 / (1 + i) + ((layer * i) % 29)),
      ),
    );
    const fastest = layers.reduce((sum, front) => sum + front[0]!.weight, 0);
    const choice = choiceOf(layers, fastest * 1.4);
    expect(choice).toHaveLength(60);
  });
});
