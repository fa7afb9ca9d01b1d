/** The best found so far: none is beaten in every goal by another. */

export interface Scored {
  /** One number per goal, each to be minimized. */
  readonly scores: readonly number[];
}

export class ParetoSet<T extends Scored> {
  private kept: readonly T[] = [];
  private readonly isNoWorse: (a: readonly number[], b: readonly number[]) => boolean;

  /** @param isNoWorse In every score; may forgive rounding. */
  constructor(isNoWorse: (a: readonly number[], b: readonly number[]) => boolean) {
    this.isNoWorse = isNoWorse;
  }

  isEmpty(): boolean {
    return this.kept.length === 0;
  }

  /** True where something of these scores would add nothing. */
  beats(scores: readonly number[]): boolean {
    return this.kept.some(each => this.isNoWorse(each.scores, scores));
  }

  /** Keeps it unless it is beaten; of equals the first stays. True where it was kept. */
  offer(found: T): boolean {
    if (this.beats(found.scores)) return false;
    this.kept = [...this.kept.filter(each => !this.isNoWorse(found.scores, each.scores)), found];
    return true;
  }

  /** By the first goal, then the next. */
  front(): readonly T[] {
    return this.kept.toSorted((a, b) => compareScores(a.scores, b.scores));
  }
}

const compareScores = (a: readonly number[], b: readonly number[]): number => {
  for (const [i, value] of a.entries()) {
    const difference = value - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};
