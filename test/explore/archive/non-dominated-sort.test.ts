import fc from "fast-check";
import { getParetoFrontier } from "pareto-frontier";
import { describe, expect, test } from "vitest";
import { dominates, nonDominatedRanks } from "../../../explore/archive/non-dominated-sort.ts";

type Point = readonly number[];

/** Front by front: what no remaining point dominates. */
const peeled = (points: readonly Point[]): number[] => {
  const ranks = points.map(() => -1);
  for (let rank = 0; ranks.includes(-1); rank++) {
    const left = [...points.keys()].filter(i => ranks[i] === -1);
    for (const i of left.filter(a => !left.some(b => dominates(points[b]!, points[a]!)))) ranks[i] = rank;
  }
  return ranks;
};

const clouds = (dimensions: number) =>
  fc.array(fc.array(fc.integer({ min: -4, max: 4 }), { minLength: dimensions, maxLength: dimensions }), {
    maxLength: 40,
  });

describe("non-dominated sorting", () => {
  test("domination is no worse in all and better in one", () => {
    expect([dominates([1, 2], [1, 3]), dominates([1, 2], [1, 2]), dominates([1, 2], [0, 9])]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("sorts into fronts; equal points share one", () => {
    const points = [
      [1, 4],
      [2, 2],
      [4, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ];
    expect([...nonDominatedRanks(points)]).toEqual([0, 0, 0, 0, 1, 2]);
  });

  test.each([1, 2, 3, 4])("equals peeling off one front after the other in %i dimensions", dimensions => {
    fc.assert(
      fc.property(clouds(dimensions), points => {
        expect([...nonDominatedRanks(points)]).toEqual(peeled(points));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test("the first front in two dimensions is that of pareto-frontier, which keeps one of equal points", () => {
    fc.assert(
      fc.property(clouds(2), points => {
        const ranks = nonDominatedRanks(points);
        const front = new Set(points.filter((_, i) => ranks[i] === 0).map(String));
        const theirs = getParetoFrontier(points, { optimize: "bottomLeft" }).map(String);
        expect([...front].toSorted()).toEqual(theirs.toSorted());
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test("refuses what is no number", () => {
    expect(() => nonDominatedRanks([[1, Number.NaN]])).toThrow("not 2 numbers");
    expect(() => nonDominatedRanks([[1, 2], [1]])).toThrow("point 1 of 2");
  });
});
