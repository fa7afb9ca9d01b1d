/**
 * Networks and machine one after the other, as baselines for searches of both at once: half of the budget for what comes first, the
 * other half for the rest, which keeps to what the first half chose.
 */
import { z } from "zod";
import { type RandomStream, randomStream, resumedStream } from "../../../support/random.ts";
import type { DesignSpace, Encoding } from "../../space/design-space.ts";
import { readState } from "../read-state.ts";
import type {
  Outcome,
  SearchProblem,
  Strategy,
  StrategyDefinition,
  StrategyProgress,
  StrategyState,
} from "../strategy.ts";

/** What is searched in one half. */
export interface Stage {
  readonly strategy: StrategyDefinition;
  readonly space: DesignSpace;
  /** How many of the problem's limits the strategy is told of: all, or none. */
  readonly limits: number;
  wholeOf(part: Encoding): Encoding;
  /** As the stage's strategy is told of it; undefined for a design that is none of its space. */
  partOf(outcome: Outcome): Outcome | undefined;
}

export interface StageRules {
  readonly name: string;
  first(problem: SearchProblem, random: RandomStream): Stage;
  /** @param outcomes of the first stage, at least one. */
  second(problem: SearchProblem, outcomes: readonly Outcome[]): Stage;
}

const defaultBudget = 1000;

const numbers = z.array(z.number());
const schema = z.object({
  stream: numbers,
  /** How many outcomes were of the first stage, once the second has begun. */
  first: z.number().optional(),
  inner: z.record(z.string(), z.unknown()),
});

/** A stage at work. */
interface Running {
  readonly stage: Stage;
  readonly strategy: Strategy;
}

export const stagedStrategy = (rules: StageRules, problem: SearchProblem, progress?: StrategyProgress): Strategy => {
  const stored = progress && readState(rules.name, schema, progress.state);
  const budget = problem.budget ?? defaultBudget;
  const half = Math.max(1, Math.floor(budget / 2));
  const stream = stored === undefined ? randomStream(problem.seed) : resumedStream(stored.stream);
  const begun = stream.state();
  // Of the first stage: the second keeps nothing else.
  let outcomes = progress?.outcomes.slice(0, stored?.first) ?? [];
  let isSecond = stored?.first !== undefined;
  const start = (inner?: StrategyState): Running => {
    const stage = isSecond ? rules.second(problem, outcomes) : rules.first(problem, resumedStream(begun));
    const { space, limits } = stage;
    const share = isSecond ? budget - outcomes.length : half;
    const known = progress?.outcomes.flatMap(outcome => stage.partOf(outcome) ?? []) ?? [];
    const standing = inner === undefined ? undefined : { state: inner, outcomes: known };
    return { stage, strategy: stage.strategy.create({ ...problem, space, limits, budget: share }, standing) };
  };
  let running = start(stored?.inner);
  const moveOn = (): void => {
    isSecond = true;
    running = start();
    // Designs that both stages have are not asked for twice.
    const known = outcomes.flatMap(outcome => running.stage.partOf(outcome) ?? []);
    if (known.length > 0) running.strategy.tell(known);
  };
  return {
    ask() {
      const { stage, strategy } = running;
      const batch = isSecond ? strategy.ask() : strategy.ask().slice(0, half - outcomes.length);
      if (batch.length > 0 || isSecond) return batch.map(stage.wholeOf);
      moveOn();
      return running.strategy.ask().map(running.stage.wholeOf);
    },
    tell(told) {
      const { stage, strategy } = running;
      strategy.tell(told.flatMap(outcome => stage.partOf(outcome) ?? []));
      if (isSecond) return;
      outcomes = [...outcomes, ...told];
      if (outcomes.length >= half) moveOn();
    },
    state: () => ({ stream: begun, ...(isSecond ? { first: outcomes.length } : {}), inner: running.strategy.state() }),
  };
};
