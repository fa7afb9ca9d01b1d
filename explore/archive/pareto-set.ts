/** The best found so far: none is beaten in every goal by another. */

export interface Scored {
  /** One number per goal, each to be minimized. */
  readonly scores: readonly number[];
}

export class ParetoSet<T extends Scored> {
  private kept: T[] = [];
  /** Of all that is kept, one after the other: searches offer tens of thousands of designs. */
  private scores = new Float64Array(0);
  private readonly rounding: number;

  /** @param rounding The share by which a score may be greater than another and still be no worse. */
  constructor(rounding = 0) {
    this.rounding = rounding;
  }

  isEmpty(): boolean {
    return this.kept.length === 0;
  }

  /** True where something of these scores would add nothing. */
  beats(scores: readonly number[]): boolean {
    for (let member = 0; member < this.kept.length; member++) if (this.isNoWorse(member, scores)) return true;
    return false;
  }

  /** Keeps it unless it is beaten; of equals the first stays. True where it was kept. */
  offer(found: T): boolean {
    const { scores } = found;
    if (this.beats(scores)) return false;
    this.dropBeatenBy(scores);
    const start = this.kept.length * scores.length;
    if (start + scores.length > this.scores.length) this.grow(2 * (start + scores.length));
    this.scores.set(scores, start);
    this.kept.push(found);
    return true;
  }

  /** By the first goal, then the next. */
  front(): readonly T[] {
    return this.kept.toSorted((a, b) => compareScores(a.scores, b.scores));
  }

  private dropBeatenBy(scores: readonly number[]): void {
    const { length } = scores;
    let left = 0;
    for (let member = 0; member < this.kept.length; member++) {
      const found = this.kept[member];
      if (found === undefined || this.isBeatenBy(member, scores)) continue;
      if (left < member) {
        this.scores.copyWithin(left * length, member * length, (member + 1) * length);
        this.kept[left] = found;
      }
      left++;
    }
    this.kept.length = left;
  }

  private isNoWorse(member: number, scores: readonly number[]): boolean {
    const start = member * scores.length;
    for (let k = 0; k < scores.length; k++)
      if (isGreater(this.scores[start + k] ?? 0, scores[k] ?? 0, this.rounding)) return false;
    return true;
  }

  private isBeatenBy(member: number, scores: readonly number[]): boolean {
    const start = member * scores.length;
    for (let k = 0; k < scores.length; k++)
      if (isGreater(scores[k] ?? 0, this.scores[start + k] ?? 0, this.rounding)) return false;
    return true;
  }

  private grow(length: number): void {
    const grown = new Float64Array(length);
    grown.set(this.scores);
    this.scores = grown;
  }
}

/** By more than rounding. */
const isGreater = (a: number, b: number, rounding: number): boolean => a > b && a - b > Math.abs(b) * rounding;

const compareScores = (a: readonly number[], b: readonly number[]): number => {
  for (const [i, value] of a.entries()) {
    const difference = value - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};
