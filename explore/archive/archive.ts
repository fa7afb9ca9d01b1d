/** What a search has found: the front of what is within all limits, or else what misses them by least. */
import type { MeasuredOutcome, Outcome } from "../strategies/strategy.ts";
import { isFeasible, violationOf } from "./feasibility.ts";
import { type Hypervolume, hypervolume } from "./hypervolume.ts";
import { ParetoSet } from "./pareto-set.ts";

/** How many designs came to what. */
export interface OutcomeCounts {
  readonly evaluated: number;
  /** Of these: measured, and within all limits. */
  readonly feasible: number;
  readonly pruned: number;
  readonly impossible: number;
}

export class Archive {
  private readonly best = new ParetoSet<MeasuredOutcome>();
  private least: Outcome | undefined;
  private readonly tally = { evaluated: 0, feasible: 0, pruned: 0, impossible: 0 };

  /** True where it joined the front. */
  add(outcome: Outcome): boolean {
    this.tally.evaluated++;
    if (outcome.kind !== "measured") this.tally[outcome.kind]++;
    if (this.least === undefined || violationOf(outcome) < violationOf(this.least)) this.least = outcome;
    if (!isFeasible(outcome)) return false;
    this.tally.feasible++;
    return this.best.offer(outcome);
  }

  counts(): OutcomeCounts {
    return { ...this.tally };
  }

  /** What is within all limits and beaten by nothing, by the first score, then the next; of equals what came first. */
  front(): readonly MeasuredOutcome[] {
    return this.best.front();
  }

  /** Of all designs the first of those that miss the limits by least; it can be built, unless none could. */
  nearest(): Outcome | undefined {
    return this.least;
  }

  /** Of the front. */
  hypervolume(reference: readonly number[]): Hypervolume {
    return hypervolume(
      this.front().map(({ scores }) => scores),
      reference,
    );
  }
}
