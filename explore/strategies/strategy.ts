/**
 * How every strategy is talked to: it proposes a batch of designs, is told what became of all of them, and proposes the next. The
 * size of a batch is the strategy's own and never depends on how many workers there are, so that a run's result does not either.
 */
import type { AcquisitionName } from "../spec/tables/search.ts";
import type { DesignSpace, Encoding } from "../space/design-space.ts";

/** What became of a design that was proposed. */
export type Outcome = MeasuredOutcome | PrunedOutcome | ImpossibleOutcome;

export interface MeasuredOutcome {
  readonly kind: "measured";
  readonly encoding: Encoding;
  /** One number per objective, each to be minimized: what is maximized comes negated. Finite. */
  readonly scores: readonly number[];
  /** One number per limit: by which share it is missed, 0 where it is met. Finite. */
  readonly violations: readonly number[];
  /** One number per limit: by which share of the bound it is missed, or, below 0, how much of it is left. Told where all scores are wanted. */
  readonly margins?: readonly number[];
}

/** It breaks a limit whatever else it does, so that its scores were not paid for. */
export interface PrunedOutcome {
  readonly kind: "pruned";
  readonly encoding: Encoding;
  readonly violations: readonly number[];
}

/** No such machine can be built, or it can't run the network. */
export interface ImpossibleOutcome {
  readonly kind: "impossible";
  readonly encoding: Encoding;
  readonly reason: string;
}

export interface Strategy {
  /**
   * The next designs: canonical, within the constraints, distinct, and none that this strategy was told of before. Empty when it
   * has nothing more to propose. May be called again only after `tell`.
   */
  ask(): readonly Encoding[];
  /** What became of all that was asked, in the order asked. A last batch may be told in part, where the budget cuts it. */
  tell(outcomes: readonly Outcome[]): void;
  /**
   * What it knows beside the outcomes, between a `tell` and the next `ask`, as plain JSON: a strategy made from both goes on with the same
   * bytes. It does not grow with the outcomes, since a run stores it after every batch.
   */
  state(): StrategyState;
}

/** Plain JSON. */
export type StrategyState = Readonly<Record<string, unknown>>;

/** Where a strategy stood. */
export interface StrategyProgress {
  readonly state: StrategyState;
  /** All that it had been told of then, in that order. */
  readonly outcomes: readonly Outcome[];
}

/** What a strategy is made for. */
export interface SearchProblem {
  readonly space: DesignSpace;
  /** Number of scores of each outcome. */
  readonly objectives: number;
  /** Number of violations of each outcome. */
  readonly limits: number;
  readonly seed: number;
  /** How many designs will be evaluated in all, where that is known: strategies that plan ahead ask for it. */
  readonly budget?: number;
  /** By what `bayes` chooses; other strategies take no notice. */
  readonly acquisition?: AcquisitionName;
}

/** One entry of the table of strategies. */
export interface StrategyDefinition {
  readonly summary: string;
  /** What it was published as, or where its rule is told. */
  readonly source: string;
  /** It searches networks and machine apart: spaces of one of them alone are none for it. */
  readonly needsParts?: boolean;
  /** It asks for the scores of designs beyond the limits too, which are then not given up early. */
  readonly wantsAllScores?: boolean;
  /** @param progress of a strategy for the same problem, which this one goes on with; from the start where absent. */
  create(problem: SearchProblem, progress?: StrategyProgress): Strategy;
}
