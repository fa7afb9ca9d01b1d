import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cheapestWithin, type Option } from "../../explore/choose-mappings.ts";

const option = (weight: number, cost: number): Option => ({ weight, cost });

/** Tries every combination. */
const bruteForce = (fronts: readonly (readonly Option[])[], budget: number): number | undefined => {
  const costs: number[] = [];
  const visit = (layer: number, weight: number, cost: number): void => {
    const front = fronts[layer];
    if (front === undefined) {
      if (weight <= budget) costs.push(cost);
      return;
    }
    for (const choice of front) visit(layer + 1, weight + choice.weight, cost + choice.cost);
  };
  visit(0, 0, 0);
  return costs.length === 0 ? undefined : Math.min(...costs);
};

describe("cheapestWithin", () => {
  const twoLayers = [
    [option(10, 100), option(20, 40)],
    [option(5, 50), option(30, 45)],
  ];

  test("all the budget: each layer's cheapest", () => expect(cheapestWithin(twoLayers, Infinity)).toEqual([1, 1]));
  test("a budget of 25: the first layer has more to save", () => expect(cheapestWithin(twoLayers, 25)).toEqual([1, 0]));
  test("a budget of 24 leaves only the fastest", () => expect(cheapestWithin(twoLayers, 24)).toEqual([0, 0]));
  test("a budget of 14 is too small", () => expect(cheapestWithin(twoLayers, 14)).toBeUndefined());
  test("no layers", () => expect(cheapestWithin([], 0)).toEqual([]));
  test("of equally cheap points the lightest", () =>
    expect(cheapestWithin([[option(9, 5), option(3, 5), option(4, 5)]], Infinity)).toEqual([1]));

  test("a point off the convex hull is found where it alone fits (per-layer greed and hulls miss it)", () =>
    expect(cheapestWithin([[option(0, 100), option(5, 60), option(10, 0)]], 9)).toEqual([1]));

  const fronts = fc.array(
    fc
      .array(fc.tuple(fc.nat(30), fc.nat(30)), { minLength: 1, maxLength: 4 })
      .map(list => list.map(([w, c]) => option(w, c))),
    { maxLength: 6 },
  );

  test("is as cheap as the best of all combinations", () => {
    fc.assert(
      fc.property(fronts, fc.nat(120), (list, budget) => {
        const choice = cheapestWithin(list, budget);
        const picked = choice?.map((index, layer) => list[layer]![index]!);
        expect(picked?.reduce((sum, { cost }) => sum + cost, 0)).toBe(bruteForce(list, budget));
        expect(picked?.reduce((sum, { weight }) => sum + weight, 0) ?? 0).toBeLessThanOrEqual(budget);
      }),
      { numRuns: 500 },
    );
  });

  test("sums that round do not lose the only choice", () => {
    const layers = [0.1, 0.2, 0.3, 1e9, 0.7, 1e-3].map(weight => [option(weight, weight)]);
    expect(cheapestWithin(layers, Infinity)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(cheapestWithin([...layers].reverse(), Infinity)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test("sixty layers with twenty points each take no exponential time", () => {
    const layers = [...Array(60).keys()].map(layer =>
      [...Array(20).keys()].map(i =>
        option(1000 + 97 * i + ((layer * 31 + i * 17) % 13), 50_000 / (1 + i) + ((layer * i) % 29)),
      ),
    );
    const fastest = layers.reduce((sum, front) => sum + front[0]!.weight, 0);
    const choice = cheapestWithin(layers, fastest * 1.4);
    expect(choice).toHaveLength(60);
  });
});
