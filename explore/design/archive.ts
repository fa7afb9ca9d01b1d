/** The best designs found so far: none is beaten in every goal by another. */
import { isNoWorse } from "./demands.ts";

export interface Scored {
  /** One number per goal, each to be minimized. */
  readonly score: readonly number[];
}

export class Archive<T extends Scored> {
  private kept: readonly T[] = [];

  isEmpty(): boolean {
    return this.kept.length === 0;
  }

  /** True where a design of at least these scores would add nothing. */
  beats(score: readonly number[]): boolean {
    return this.kept.some(each => isNoWorse(each.score, score));
  }

  /** Keeps it unless it is beaten; of equals the first stays. */
  offer(found: T): void {
    if (this.beats(found.score)) return;
    this.kept = [...this.kept.filter(each => !isNoWorse(found.score, each.score)), found];
  }

  /** By the first goal, then the next. */
  front(): readonly T[] {
    return this.kept.toSorted((a, b) => compare(a.score, b.score));
  }
}

const compare = (a: readonly number[], b: readonly number[]): number => {
  for (const [i, value] of a.entries()) {
    const difference = value - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};
