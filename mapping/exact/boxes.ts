/**
 * Rows of a table in a tree of boxes: a box has of each column the best value among its rows, so that a cost bound on the box
 * holds for all of them. Rows that are alike share a box. Boxes are divided when they are opened: most never are.
 */

const rowsPerBox = 6;
/** Comparing all with all takes quadratic time. */
const rowsCompared = 256;

export class Boxes {
  /** Columns. */
  readonly width: number;
  /** Of all boxes, one after the other. Rows are the first; they move about as boxes are opened. */
  readonly values: Float64Array;
  readonly rows: number;
  /** Which row is now where. */
  readonly order: Int32Array;
  /** How far apart the rows of a box are, in each column: the logarithm of the ratio of most to least. Not of rows. */
  readonly spans: Float64Array;
  /** Of all columns together. */
  readonly spread: Float64Array;
  /** Boxes directly inside of an opened box: `from[box]` to `to[box]`. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Less is better where the sign is 1, more where it is -1. */
  readonly signs: Int8Array;
  /** The rows of a box. */
  private readonly firstRow: Int32Array;
  private readonly endRow: Int32Array;
  /** Where the rows of a box are furthest apart. */
  private readonly widest: Int32Array;
  private readonly least: Float64Array;
  private readonly most: Float64Array;
  private used: number;

  /** @param columns of equal length; the rows that are wanted, in the order of ranges to be added. */
  constructor(columns: readonly Float64Array[], signs: Int8Array, wanted: Int32Array) {
    const width = columns.length;
    // Three rows to a box at least, two boxes to a larger one; and a box of two rows for each range of two.
    const most = wanted.length + Math.ceil((2 * wanted.length) / 3) + 2;
    this.width = width;
    this.signs = signs;
    this.rows = wanted.length;
    this.order = wanted;
    this.values = new Float64Array(most * width);
    for (let row = 0, at = 0; row < wanted.length; row++) {
      const from = wanted[row] ?? 0;
      for (let i = 0; i < width; i++) this.values[at++] = columns[i]?.[from] ?? 0;
    }
    this.spread = new Float64Array(most);
    this.spans = new Float64Array((most - wanted.length) * width);
    [this.from, this.to] = [new Int32Array(most), new Int32Array(most)];
    [this.firstRow, this.endRow, this.widest] = [new Int32Array(most), new Int32Array(most), new Int32Array(most)];
    [this.least, this.most] = [new Float64Array(width), new Float64Array(width)];
    this.used = this.rows;
  }

  /** A box around a range of rows; a row is its own. */
  add(from: number, to: number): number {
    if (to - from === 1) return from;
    const box = this.used++;
    const { width, signs } = this;
    this.measure(from, to);
    let spread = 0;
    for (let i = 0; i < width; i++) {
      const span = Math.log(this.ratioOf(i));
      this.values[box * width + i] = ((signs[i] ?? 1) > 0 ? this.least[i] : this.most[i]) ?? 0;
      this.spans[(box - this.rows) * width + i] = span;
      spread += span;
    }
    this.spread[box] = spread;
    this.firstRow[box] = from;
    this.endRow[box] = to;
    this.widest[box] = this.widestColumn();
    return box;
  }

  /** Where the rows of a box begin and end. */
  rowsOf(box: number): readonly [number, number] {
    return box < this.rows ? [box, box + 1] : [this.firstRow[box] ?? 0, this.endRow[box] ?? 0];
  }

  /** Divides a box that is no row, unless that has been done. */
  open(box: number): void {
    if ((this.to[box] ?? 0) > 0) return;
    const from = this.firstRow[box] ?? 0;
    const to = this.withoutWorse(from, this.endRow[box] ?? 0);
    const areEqual = this.spread[box] === 0;
    if (areEqual || to - from <= rowsPerBox) {
      this.from[box] = from;
      // Of equal rows one is enough.
      this.to[box] = areEqual ? from + 1 : to;
      return;
    }
    this.from[box] = this.used;
    const middle = this.halve(from, to, this.widest[box] ?? 0);
    this.addHalf(from, middle);
    this.addHalf(middle, to);
    this.to[box] = this.used;
  }

  /** Puts rows that are nowhere better than another of the range after the others; returns where they begin. */
  private withoutWorse(from: number, to: number): number {
    if (to - from > rowsCompared) return to;
    let end = to;
    for (let row = to - 1; row >= from; row--) {
      let isWorse = false;
      for (let other = from; other < end && !isWorse; other++) isWorse = other !== row && this.replaces(other, row);
      if (isWorse) this.swap(row, --end);
    }
    return end;
  }

  private replaces(a: number, b: number): boolean {
    const { values, width, signs } = this;
    for (let i = 0, at = a * width, than = b * width; i < width; i++, at++, than++)
      if (((values[at] ?? 0) - (values[than] ?? 0)) * (signs[i] ?? 1) > 0) return false;
    return true;
  }

  /** As two boxes if it is large. */
  private addHalf(from: number, to: number): void {
    const middle = this.quarter(from, to);
    if (middle > from) this.add(from, middle);
    this.add(middle, to);
  }

  private quarter(from: number, to: number): number {
    if (to - from < rowsPerBox) return from;
    this.measure(from, to);
    return this.halve(from, to, this.widestColumn());
  }

  /** The least and the most in each column. */
  private measure(from: number, to: number): void {
    const { width, values, least, most } = this;
    least.fill(Number.POSITIVE_INFINITY);
    most.fill(0);
    for (let row = from, at = from * width; row < to; row++)
      for (let i = 0; i < width; i++, at++) {
        const value = values[at] ?? 0;
        if (value < (least[i] ?? 0)) least[i] = value;
        if (value > (most[i] ?? 0)) most[i] = value;
      }
  }

  private widestColumn(): number {
    let widest = 0;
    for (let i = 1; i < this.width; i++) if (this.ratioOf(i) > this.ratioOf(widest)) widest = i;
    return widest;
  }

  private ratioOf(column: number): number {
    const [least, most] = [this.least[column] ?? 0, this.most[column] ?? 0];
    return most > least ? most / least : 1;
  }

  /** Puts rows with small values in the column before the others; returns where the others begin. (Quickselect.) */
  private halve(from: number, to: number, column: number): number {
    const { values, width } = this;
    const middle = (from + to) >> 1;
    let [low, high] = [from, to - 1];
    while (low < high) {
      const pivot = values[((low + high) >> 1) * width + column] ?? 0;
      let [i, j] = [low, high];
      while (i <= j) {
        while ((values[i * width + column] ?? 0) < pivot) i++;
        while ((values[j * width + column] ?? 0) > pivot) j--;
        if (i <= j) this.swap(i++, j--);
      }
      if (middle <= j) high = j;
      else if (middle >= i) low = i;
      else break;
    }
    return middle;
  }

  private swap(a: number, b: number): void {
    const { values, width, order } = this;
    const row = order[a] ?? 0;
    order[a] = order[b] ?? 0;
    order[b] = row;
    for (let i = a * width, j = b * width, end = i + width; i < end; i++, j++) {
      const value = values[i] ?? 0;
      values[i] = values[j] ?? 0;
      values[j] = value;
    }
  }
}
