/** A search without a disk, a clock or workers: a strategy proposes, designs are evaluated, and the archive keeps the best. */
import { InternalError } from "../support/diagnostic.ts";
import { Archive } from "./archive/archive.ts";
import type { Encoding } from "./space/design-space.ts";
import type { Outcome, Strategy } from "./strategies/strategy.ts";

/** Between the strategy and whoever evaluates: batches are cut to the budget, and all that is told is kept. */
export class SpaceSearch {
  readonly archive = new Archive();
  private readonly strategy: Strategy;
  private readonly budget: number;
  private readonly told: Outcome[] = [];
  private asked: readonly Encoding[] = [];

  /**
   * @param budget Evaluations in all, those of `past` included.
   * @param past What the strategy was told before, where it goes on from a stored state.
   */
  constructor(strategy: Strategy, budget: number, past: readonly Outcome[] = []) {
    this.strategy = strategy;
    this.budget = budget;
    this.keep(past);
  }

  /** In the order in which they were proposed. */
  outcomes(): readonly Outcome[] {
    return this.told;
  }

  /** The next designs to evaluate; empty when the budget is spent, or the strategy has no more. */
  ask(): readonly Encoding[] {
    const left = this.budget - this.told.length;
    this.asked = left > 0 ? this.strategy.ask().slice(0, left) : [];
    return this.asked;
  }

  /** @param outcomes Of all that was asked, in that order. */
  tell(outcomes: readonly Outcome[]): void {
    const { asked } = this;
    const isAnswer = outcomes.length === asked.length && outcomes.every((each, i) => isFor(each, asked[i] ?? []));
    if (!isAnswer) throw new InternalError(`${outcomes.length} outcomes are told of ${asked.length} designs`);
    this.strategy.tell(outcomes);
    this.keep(outcomes);
    this.asked = [];
  }

  private keep(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      this.told.push(outcome);
      this.archive.add(outcome);
    }
  }
}

const isFor = ({ encoding }: Outcome, design: Encoding): boolean =>
  encoding.length === design.length && encoding.every((code, i) => code === design[i]);

/** Searches until the budget is spent or the strategy has no more, evaluating in the order asked. */
export const searchSpace = (
  strategy: Strategy,
  budget: number,
  evaluate: (encoding: Encoding) => Outcome,
): SpaceSearch => {
  const search = new SpaceSearch(strategy, budget);
  for (let batch = search.ask(); batch.length > 0; batch = search.ask()) search.tell(batch.map(evaluate));
  return search;
};
