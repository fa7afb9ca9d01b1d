import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { leastProduct } from "../../explore/least-product.ts";
import { networkFront } from "../../explore/network-front.ts";
import { chainOf } from "../../support/stages.ts";
import { arbitraryStages, everySum, option } from "../support/stages.ts";

describe("leastProduct", () => {
  test("each layer's own least product is not the network's", () => {
    // Alone the second takes 12 × 12 = 144 rather than 5 × 30 = 150; together (100 + 12) × (1 + 12) = 1456 < 105 × 31 = 3255.
    // Beside a layer that is slow already, cycles are cheap: 112 × 13; beside one that costs much energy, they are dear.
    const second = [option(5, 30), option(12, 12), option(30, 8)];
    expect(leastProduct(chainOf([[option(100, 1)], second]))?.taken.map(taken => taken.option)).toEqual([0, 2]);
    expect(leastProduct(chainOf([[option(1, 100)], second]))?.taken.map(taken => taken.option)).toEqual([0, 0]);
    expect(leastProduct(chainOf([second]))?.taken.map(taken => taken.option)).toEqual([1]);
  });

  test("nothing costs nothing", () => expect(leastProduct([])).toEqual({ cost: 0, weight: 0, taken: [] }));

  test("is the least of all combinations, whatever the states", () => {
    fc.assert(
      fc.property(arbitraryStages, stages => {
        const products = everySum(stages).map(({ cost, weight }) => cost * weight);
        const found = leastProduct(stages);
        expect(found === undefined ? Infinity : found.cost * found.weight).toBe(Math.min(...products));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("networkFront", () => {
  const frontOfAll = (sums: readonly { readonly weight: number; readonly cost: number }[]) =>
    sums
      .filter(
        a => !sums.some(b => b.weight <= a.weight && b.cost <= a.cost && (b.weight < a.weight || b.cost < a.cost)),
      )
      .map(({ weight, cost }) => `${weight} ${cost}`);

  test("is the front of all combinations", () => {
    fc.assert(
      fc.property(arbitraryStages, stages => {
        const { routes, tolerance } = networkFront(stages);
        expect(tolerance).toBe(0);
        expect(new Set(routes.map(({ weight, cost }) => `${weight} ${cost}`))).toEqual(
          new Set(frontOfAll(everySum(stages))),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("with a bound on its points it is no further off than it says", () => {
    fc.assert(
      fc.property(arbitraryStages, fc.integer({ min: 1, max: 4 }), (stages, most) => {
        const { routes, tolerance } = networkFront(stages, most);
        for (const { weight, cost } of everySum(stages))
          expect(routes.some(route => route.cost <= cost && route.weight <= weight * (1 + tolerance) + 1e-9)).toBe(
            true,
          );
      }),
      { numRuns: 300 },
    );
  });

  test("is thinned only where it has to be", () => {
    const layers = chainOf([
      [option(10, 100), option(20, 40)],
      [option(5, 50), option(30, 45)],
    ]);
    expect(networkFront(layers, 3)).toMatchObject({ tolerance: 0 });
    expect(networkFront(layers, 2).tolerance).toBeGreaterThan(0);
    expect(networkFront(layers, 2).routes.length).toBeLessThanOrEqual(2);
  });
});
