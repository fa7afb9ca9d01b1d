/** A set of whole numbers below a bound that knows the neighbours of each in logarithmic time. */

/** Bits of a word. */
const width = 32;
const shift = 5;

/** A tree of words: a bit of a level says whether the word below it has any. */
export class OrderedPositions {
  /** The lowest level, one bit per position, comes first. */
  private readonly levels: readonly Int32Array[];

  constructor(bound: number) {
    const levels: Int32Array[] = [];
    let words = bound;
    do {
      words = Math.ceil(words / width);
      levels.push(new Int32Array(words));
    } while (words > 1);
    this.levels = levels;
  }

  add(position: number): void {
    let at = position;
    for (const words of this.levels) {
      words[at >> shift] = (words[at >> shift] ?? 0) | (1 << at);
      at >>= shift;
    }
  }

  delete(position: number): void {
    let at = position;
    for (const words of this.levels) {
      const left = (words[at >> shift] ?? 0) & ~(1 << at);
      words[at >> shift] = left;
      if (left !== 0) return;
      at >>= shift;
    }
  }

  /** The greatest member below a position; −1 where there is none. */
  before(position: number): number {
    return this.neighbour(position, bit => ~(-1 << bit), highestBit);
  }

  /** The least member above a position; −1 where there is none. */
  after(position: number): number {
    // Shifts count modulo the width, so that the shift by all of it is done in two.
    return this.neighbour(position, bit => (-1 << bit) << 1, lowestBit);
  }

  /** Up to the first word that has a bit on that side, then down along the bits that are nearest. */
  private neighbour(position: number, sideOf: (bit: number) => number, nearest: (word: number) => number): number {
    const { levels } = this;
    let at = position;
    for (let level = 0; level < levels.length; level++) {
      const beside = (levels[level]?.[at >> shift] ?? 0) & sideOf(at & (width - 1));
      at >>= shift;
      if (beside === 0) continue;
      at = at * width + nearest(beside);
      for (let below = level - 1; below >= 0; below--) at = at * width + nearest(levels[below]?.[at] ?? 0);
      return at;
    }
    return -1;
  }
}

const highestBit = (word: number): number => width - 1 - Math.clz32(word);
const lowestBit = (word: number): number => width - 1 - Math.clz32(word & -word);
