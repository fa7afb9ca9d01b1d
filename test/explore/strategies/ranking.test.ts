import { expect, test } from "vitest";
import { compareRanked, rankOutcomes } from "../../../explore/strategies/population/ranking.ts";
import type { Outcome } from "../../../explore/strategies/strategy.ts";

const measured = (scores: readonly number[], violation = 0): Outcome => ({
  kind: "measured",
  encoding: [0],
  scores,
  violations: [violation],
});

test("ranks fronts within the limits, then by what is missed, then what can't be built", () => {
  const ranking = rankOutcomes([
    { kind: "impossible", encoding: [0], reason: "too small" },
    measured([0, 0], 0.5),
    measured([2, 2]),
    { kind: "pruned", encoding: [0], violations: [0.25, 0.25] },
    measured([1, 1]),
    { kind: "pruned", encoding: [0], violations: [0.1, 0] },
    measured([0, 3]),
  ]);
  expect(Array.from(ranking.ranks)).toEqual([4, 3, 1, 3, 0, 2, 0]);
  expect(compareRanked(ranking, 4, 2)).toBeLessThan(0);
  expect(compareRanked(ranking, 1, 3)).toBe(0);
});

test("of a front those are better that stand more alone", () => {
  const ranking = rankOutcomes([measured([0, 4]), measured([1, 2]), measured([1.5, 1.5]), measured([4, 0])]);
  expect(compareRanked(ranking, 0, 3)).toBe(0);
  expect(compareRanked(ranking, 0, 1)).toBeLessThan(0);
  expect(compareRanked(ranking, 2, 1)).toBeLessThan(0);
});
