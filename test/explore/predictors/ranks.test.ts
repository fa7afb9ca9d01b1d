import { describe, expect, test } from "vitest";
import { normalScores, rankCorrelation, ranksOf } from "../../../explore/predictors/ranks.ts";

describe("ranks", () => {
  test("are shared by equal values", () => {
    expect([...ranksOf([30, 10, 20, 10])]).toEqual([3, 0.5, 2, 0.5]);
  });

  test("correlate by order alone", () => {
    expect(rankCorrelation([1, 2, 3, 4], [1, 10, 100, 1000])).toBeCloseTo(1, 12);
    expect(rankCorrelation([1, 2, 3, 4], [4, 3, 2, 1])).toBeCloseTo(-1, 12);
    // 1 − 6·Σd² / n(n² − 1) with d = (0, 1, −1, 0): 1 − 12/60.
    expect(rankCorrelation([1, 2, 3, 4], [1, 3, 2, 4])).toBeCloseTo(0.8, 12);
    expect(rankCorrelation([1, 2, 3], [5, 5, 5])).toBe(0);
  });

  test("become normal scores, symmetric about 0", () => {
    const [low = NaN, middle = NaN, high = NaN] = normalScores([-1e9, 0, 3]);
    expect(middle).toBeCloseTo(0, 12);
    expect(high).toBeCloseTo(-low, 12);
    expect(high).toBeCloseTo(0.967421566101701, 9); // the quantile of 5/6
  });
});
