import { describe, expect, test } from "vitest";
import { chosenByNiche, nicheOf } from "../../../explore/strategies/nsga3/niching.ts";
import { memoryOf, normalizationOf, normalized } from "../../../explore/strategies/nsga3/normalization.ts";
import { referenceDirections } from "../../../explore/strategies/nsga3/reference-directions.ts";
import { randomStream } from "../../../support/random.ts";

describe("reference directions", () => {
  test("are as many as Das and Dennis have for the most partitions that fit", () => {
    expect([1, 2, 3, 4, 5].map(objectives => referenceDirections(objectives, 100).length)).toEqual([
      1, 100, 91, 84, 70,
    ]);
  });

  test("lie on the unit simplex, evenly", () => {
    expect(referenceDirections(3, 6)).toEqual([
      [0, 0, 1],
      [0, 0.5, 0.5],
      [0, 1, 0],
      [0.5, 0, 0.5],
      [0.5, 0.5, 0],
      [1, 0, 0],
    ]);
  });
});

describe("normalization", () => {
  // A plane that meets the axes at 2, 3 and 4, from the ideal (10, 20, 30).
  const corners = [
    [12, 20, 30],
    [10, 23, 30],
    [10, 20, 34],
  ];
  const middle = [10 + 2 / 3, 21, 30 + 4 / 3];

  test("puts the ends of the plane at 1 and the ideal at 0", () => {
    const normalization = normalizationOf([...corners, middle], [...corners, middle], []);
    expect(normalization.ideal).toEqual([10, 20, 30]);
    for (const [k, score] of normalized(middle, normalization).entries()) expect(score, `${k}`).toBeCloseTo(1 / 3, 12);
    expect(normalized([12, 23, 34], normalization)).toEqual([1, 1, 1]);
  });

  test("does not depend on the unit of a score", () => {
    const scaled = (point: readonly number[]) => point.map((score, k) => score * [1e-9, 1, 1e12][k]!);
    const points = [...corners, middle];
    const plain = normalized(middle, normalizationOf(points, points, []));
    const other = normalized(scaled(middle), normalizationOf(points.map(scaled), points.map(scaled), []));
    for (const [k, score] of plain.entries()) expect(other[k]).toBeCloseTo(score, 6);
  });

  test("takes the worst of the front where there is no plane", () => {
    const front = [
      [0, 2],
      [0, 2],
    ];
    expect(normalizationOf([...front, [5, 7]], front, []).nadir).toEqual([5, 7]);
    const line = [
      [1, 1],
      [0, 2],
    ];
    expect(normalizationOf([...line, [0, 1]], line, []).nadir[1]).toBe(2);
  });

  test("remembers ideal and extremes", () => {
    const memory = memoryOf(normalizationOf(corners, corners, []));
    const later = normalizationOf([middle], [middle], memory);
    expect(later.ideal).toEqual([10, 20, 30]);
    expect(later.extremes).toEqual(corners);
    expect(later.nadir).toEqual([12, 23, 34]);
  });
});

describe("niches", () => {
  const directions = referenceDirections(2, 3);

  test("are those of the nearest direction, by the distance from its line", () => {
    expect(nicheOf([2, 2.1], directions).direction).toBe(1);
    expect(nicheOf([3, 4], [[1, 0]]).distance).toBe(4);
  });

  test("an empty direction takes its nearest point; served ones come last", () => {
    const niches = [
      { direction: 0, distance: 0.5 },
      { direction: 0, distance: 0.1 },
      { direction: 1, distance: 0.2 },
      { direction: 2, distance: 0.9 },
    ];
    const taken = [{ direction: 2, distance: 0 }];
    for (let seed = 0; seed < 20; seed++) {
      const chosen = chosenByNiche(niches, taken, 2, randomStream(seed));
      expect(chosen.toSorted()).toEqual([1, 2]);
    }
    expect(chosenByNiche(niches, taken, 4, randomStream(1)).toSorted()).toEqual([0, 1, 2, 3]);
  });
});
