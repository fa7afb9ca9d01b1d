/** What every strategy keeps to, whatever it searches by. A new entry of the table is covered without being named here. */
import { describe, expect, test } from "vitest";
import { searchSpace } from "../../explore/search-space.ts";
import { encodingCount, isWithinSpace, keyOf, sizeOfChoice } from "../../explore/space/design-space.ts";
import { canonicalDesigns } from "../../explore/strategies/designs/enumerate.ts";
import { Proposals } from "../../explore/strategies/designs/proposals.ts";
import { strategies } from "../../explore/strategies/index.ts";
import type { Outcome, Strategy, StrategyDefinition, StrategyState } from "../../explore/strategies/strategy.ts";
import { randomStream } from "../../support/random.ts";
import { problemOf, testProblems, type TestProblem } from "../support/search-problems.ts";

/** Enough for several batches of each strategy, and for every design of the finite problems. */
const budget = 85;

const isFinite = ({ space }: TestProblem): boolean => encodingCount(space) < Infinity;

const largestOf = (problems: readonly TestProblem[]): TestProblem =>
  problems.toSorted((a, b) => encodingCount(b.space) - encodingCount(a.space))[0]!;

const stored = (strategy: Strategy): StrategyState => JSON.parse(JSON.stringify(strategy.state())) as StrategyState;

const searched = (definition: StrategyDefinition, problem: TestProblem): readonly Outcome[] =>
  searchSpace(definition.create(problemOf(problem, 1, budget)), budget, problem.evaluate).outcomes();

/** Some strategies think for long: what several tests look at is searched once. */
const remembered = (definition: StrategyDefinition) => {
  const runs = new Map<TestProblem, readonly Outcome[]>();
  return (problem: TestProblem): readonly Outcome[] => {
    const outcomes = runs.get(problem) ?? searched(definition, problem);
    runs.set(problem, outcomes);
    return outcomes;
  };
};

const keysOf = (outcomes: readonly Outcome[]): readonly string[] => outcomes.map(({ encoding }) => keyOf(encoding));

const isInRange = ({ space }: TestProblem, { encoding }: Outcome): boolean =>
  encoding.length === space.choices.length &&
  space.choices.every((choice, i) => {
    const code = encoding[i] ?? Number.NaN;
    return choice.kind === "real"
      ? code >= choice.low && code <= choice.high
      : Number.isInteger(code) && code >= 0 && code < sizeOfChoice(choice);
  });

describe.each(Object.entries<StrategyDefinition>(strategies))("%s", (name, definition) => {
  const problems = testProblems.filter(problem => name !== "exhaustive" || isFinite(problem));
  const outcomesOf = remembered(definition);

  test.each(problems)("proposes canonical designs within the constraints, none twice: $name", problem => {
    const { space } = problem;
    const outcomes = outcomesOf(problem);
    const encodings = outcomes.map(({ encoding }) => encoding);
    expect(outcomes.filter(outcome => !isInRange(problem, outcome))).toEqual([]);
    expect(encodings.filter(encoding => !isWithinSpace(space, encoding))).toEqual([]);
    expect(encodings.map(space.canonical)).toEqual(encodings);
    expect(new Set(encodings.map(keyOf)).size).toBe(encodings.length);
  });

  test.each(problems)("finds every design of a finite space, and spends its budget in others: $name", problem => {
    const designs = isFinite(problem) ? [...canonicalDesigns(problem.space)].map(keyOf).sort() : undefined;
    const proposed = keysOf(outcomesOf(problem));
    expect(designs ?? proposed.length).toEqual(designs === undefined ? budget : proposed.toSorted());
  });

  test.each(problems)(
    "proposes the same for the same seed, and from its stored state at every step: $name",
    problem => {
      const strategy = definition.create(problemOf(problem, 1, budget));
      const outcomes: Outcome[] = [];
      for (let batch = strategy.ask(); batch.length > 0 && outcomes.length < budget;) {
        const told = batch.slice(0, budget - outcomes.length).map(problem.evaluate);
        strategy.tell(told);
        outcomes.push(...told);
        const resumed = definition.create(problemOf(problem, 1, budget), { state: stored(strategy), outcomes });
        expect(stored(strategy)).toEqual(strategy.state());
        expect(stored(resumed)).toEqual(stored(strategy));
        const isSpent = outcomes.length >= budget;
        batch = isSpent ? [] : strategy.ask();
        expect(isSpent ? [] : resumed.ask()).toEqual(batch);
      }
      expect(outcomes).toEqual(outcomesOf(problem));
    },
  );

  test("stores a state that does not grow with what it was told of", () => {
    const problem = largestOf(problems);
    const told = new Proposals(problem.space).random(600, randomStream(1)).map(problem.evaluate);
    const strategy = definition.create(problemOf(problem, 1, budget));
    const sizes = [told.slice(0, 300), told.slice(300)].map(outcomes => {
      strategy.tell(outcomes);
      return JSON.stringify(strategy.state()).length;
    });
    expect(sizes[1]).toBeLessThan(1.2 * sizes[0]!);
  });

  test.each(problems)("takes a batch that is told in part: $name", problem => {
    const strategy = definition.create(problemOf(problem, 4, budget));
    const first = strategy.ask();
    const told = first.slice(0, Math.ceil(first.length / 2));
    const outcomes = told.map(problem.evaluate);
    strategy.tell(outcomes);
    const known = new Set(told.map(keyOf));
    expect(strategy.ask().filter(encoding => known.has(keyOf(encoding)))).toEqual([]);
    const resumed = definition.create(problemOf(problem, 4, budget), { state: stored(strategy), outcomes });
    expect(resumed.ask().length > 0).toBe(
      !isFinite(problem) || known.size < [...canonicalDesigns(problem.space)].length,
    );
  });
});
