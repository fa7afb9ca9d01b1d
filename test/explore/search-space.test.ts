import { expect, test } from "vitest";
import { evaluationsToReach, hypervolumeHistory, referenceBeyond } from "../../explore/archive/history.ts";
import { SpaceSearch, searchSpace } from "../../explore/search-space.ts";
import { strategies } from "../../explore/strategies/index.ts";
import type { Outcome } from "../../explore/strategies/strategy.ts";
import { problemOf, symmetricSlots } from "../support/search-problems.ts";

const measured = (encoding: number, scores: readonly number[], violation = 0): Outcome => ({
  kind: "measured",
  encoding: [encoding],
  scores,
  violations: [violation],
});

const exhaustive = () => strategies.exhaustive.create(problemOf(symmetricSlots, 0));

test("cuts the last batch to the budget", () => {
  expect(searchSpace(exhaustive(), 7, symmetricSlots.evaluate).outcomes()).toHaveLength(7);
});

test("ends where the strategy has no more", () => {
  const search = searchSpace(exhaustive(), 1000, symmetricSlots.evaluate);
  expect(search.archive.counts()).toEqual({ evaluated: 48, feasible: 48, pruned: 0, impossible: 0 });
  expect(search.ask()).toEqual([]);
});

test("keeps the front by rising first score, whatever broke a limit left out", () => {
  const search = new SpaceSearch(exhaustive(), 9, [
    measured(0, [3, 1]),
    measured(1, [2, 2]),
    measured(2, [2, 3]),
    measured(3, [0, 0], 0.1),
    { kind: "impossible", encoding: [4], reason: "too small" },
    measured(5, [1, 3]),
  ]);
  expect(search.archive.front().map(({ encoding }) => encoding[0])).toEqual([5, 1, 0]);
  expect(search.archive.counts()).toEqual({ evaluated: 6, feasible: 4, pruned: 0, impossible: 1 });
});

test("names what misses the limits by least where nothing is within them", () => {
  const past: readonly Outcome[] = [
    { kind: "impossible", encoding: [0], reason: "too small" },
    measured(1, [1], 0.5),
    { kind: "pruned", encoding: [2], violations: [0.25] },
    measured(3, [1], 0.25),
  ];
  const { archive } = new SpaceSearch(exhaustive(), 4, past);
  expect([archive.front(), archive.nearest()?.encoding]).toEqual([[], [2]]);
});

test("refuses outcomes of other designs than were asked", () => {
  const search = new SpaceSearch(exhaustive(), 10);
  search.ask();
  expect(() => search.tell([measured(0, [1])])).toThrow("1 outcomes are told of 10 designs");
});

test("tells when the hypervolume grew, to a reference beyond the worst", () => {
  const outcomes = [measured(0, [9, 9], 1), measured(1, [2, 2]), measured(2, [3, 3]), measured(3, [1, 3])];
  // A tenth of 3 − 1 and of 3 − 2 beyond 3.
  expect(referenceBeyond(outcomes)).toEqual([3.2, 3.1]);
  // 2 by 2, then a strip of 1 by 1 more.
  const history = hypervolumeHistory(outcomes, [4, 4]);
  expect(history).toEqual([
    { evaluations: 2, hypervolume: 4 },
    { evaluations: 4, hypervolume: 5 },
  ]);
  expect([evaluationsToReach(history, 4.5), evaluationsToReach(history, 6)]).toEqual([4, undefined]);
  expect(referenceBeyond(outcomes.slice(0, 1))).toBeUndefined();
});
