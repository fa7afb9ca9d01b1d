import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hypervolume } from "../../../explore/archive/hypervolume.ts";

const volume = (points: readonly (readonly number[])[], reference: readonly number[]): number =>
  hypervolume(points, reference).value;

/** Inclusion and exclusion over all subsets: what a subset shares is the box of its worst scores. */
const bruteForce = (points: readonly (readonly number[])[], reference: readonly number[]): number => {
  let total = 0;
  for (let subset = 1; subset < 2 ** points.length; subset++) {
    const chosen = points.filter((_, i) => (subset >> i) & 1);
    const sides = reference.map((limit, k) => Math.max(0, limit - Math.max(...chosen.map(point => point[k]!))));
    total += (chosen.length % 2 === 1 ? 1 : -1) * sides.reduce((product, side) => product * side, 1);
  }
  return total;
};

/** On a coarse grid, so that ties and points beyond the reference are common. */
const fronts = (dimensions: number, most: number) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: dimensions, maxLength: dimensions }), {
    maxLength: most,
  });

describe("hypervolume", () => {
  test("is the box of a single point, with its reference", () => {
    expect(hypervolume([[1, 2]], [3, 5])).toEqual({ value: 6, reference: [3, 5] });
  });

  test("counts once what two points share", () => {
    // Boxes of 3 by 1 and 1 by 3 share 1 by 1.
    expect(
      volume(
        [
          [1, 3],
          [3, 1],
        ],
        [4, 4],
      ),
    ).toBe(5);
  });

  test("of three staggered cubes", () => {
    // Each alone 2·1·1, each pair shares 1·1·1, all three share it too: 6 − 3 + 1.
    expect(
      volume(
        [
          [0, 1, 1],
          [1, 0, 1],
          [1, 1, 0],
        ],
        [2, 2, 2],
      ),
    ).toBe(4);
  });

  test("is 0 where nothing is better than the reference in every score", () => {
    expect([volume([], [1, 1]), volume([[1, 0]], [1, 1]), volume([[2, -5]], [1, 1])]).toEqual([0, 0, 0]);
  });

  test("refuses what is no number", () => {
    expect(() => volume([[Number.NaN, 0]], [1, 1])).toThrow("no point");
    expect(() => volume([[0, 0]], [1, Infinity])).toThrow("no reference");
  });

  test.each([1, 2, 3, 4, 5])("equals inclusion and exclusion in %i dimensions", dimensions => {
    const reference = Array.from({ length: dimensions }, (_, k) => 5 + (k % 2));
    fc.assert(
      fc.property(fronts(dimensions, 8), points => {
        expect(volume(points, reference)).toBe(bruteForce(points, reference));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test("grows to the measure of a disk's complement, as fronts get finer", () => {
    // 4,000 points of a quarter circle about (1, 1) with radius 1; what they dominate up to (1, 1) is π/4.
    const points = Array.from({ length: 4000 }, (_, i) => {
      const angle = ((i + 0.5) / 4000) * (Math.PI / 2);
      return [1 - Math.cos(angle), 1 - Math.sin(angle)];
    });
    expect(volume(points, [1, 1])).toBeCloseTo(Math.PI / 4, 3);
  });
});
