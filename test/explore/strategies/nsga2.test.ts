import { expect, test } from "vitest";
import { strategies } from "../../../explore/strategies/index.ts";
import type { Outcome, SearchProblem } from "../../../explore/strategies/strategy.ts";

const problem: SearchProblem = {
  space: {
    choices: [{ kind: "real", name: "x", low: 0, high: 1 }],
    constraints: [],
    canonical: encoding => encoding,
  },
  objectives: 2,
  limits: 1,
  seed: 1,
};

const outcome = (x: number, scores: readonly number[], violation = 0): Outcome => ({
  kind: "measured",
  encoding: [x],
  scores,
  violations: [violation],
});

const { nsga2 } = strategies;

const populationOf = (state: Readonly<Record<string, unknown>>): readonly number[] =>
  (state["population"] as readonly Outcome[]).flatMap(({ encoding }) => encoding);

test("has as many members as leave a hundred generations, but 20 to 100", () => {
  const sizes = [100, 2000, 5000, 25_000].map(budget => nsga2.create({ ...problem, budget }).ask().length);
  expect(sizes).toEqual([20, 20, 50, 100]);
  expect(nsga2.create(problem).ask()).toHaveLength(100);
});

test("keeps fronts whole, then those of a front that stand most alone, then what misses the limits by least", () => {
  const strategy = nsga2.create({ ...problem, budget: 2000 });
  strategy.ask();
  // A front of 15 on a line, crowded in the middle, where it is worst to be; 10 that miss the limit, and one that can't be built.
  const front = [0, 1, 2, 3, 4, 5, 6, 6.25, 6.5, 6.75, 7, 8, 9, 10, 11];
  strategy.tell([
    ...front.map(x => outcome(x, [x, 11 - x])),
    ...Array.from({ length: 10 }, (_, i) => outcome(100 + i, [0, 0], 1 - i / 100)),
    { kind: "impossible", encoding: [200], reason: "too small" },
  ]);
  const survivors = new Set(populationOf(strategy.state()));
  expect(survivors).toEqual(new Set([...front, 109, 108, 107, 106, 105]));
  // Eleven more on the same line: what misses the limits goes, then the most crowded; the ends stay.
  strategy.tell(Array.from({ length: 11 }, (_, i) => outcome(50 + i, [i + 0.5, 10.5 - i])));
  expect(populationOf(strategy.state()).filter(x => x >= 100)).toEqual([]);
  expect(populationOf(strategy.state())).toHaveLength(20);
  expect(populationOf(strategy.state())).toEqual(expect.arrayContaining([0, 11]));
});
