/** What the rows of a table are at best, by what is left of the machine: computed when first asked for. */
import type { Boxes } from "./boxes.ts";
import type { FanOuts } from "./fan-outs.ts";

/** A box around the rows that leave the same cell and raise the same flags. */
export interface Segment {
  readonly box: number;
  readonly cell: number;
  readonly flags: number;
}

export class BestByCell {
  /** Per cell, of each kept column the best value among rows that fit into what is left; infinite where none fits. */
  readonly values: Float64Array;
  private readonly isKnown: Uint8Array;
  private readonly boxes: Boxes;
  private readonly segments: readonly Segment[];
  private readonly fanOuts: FanOuts;

  constructor(boxes: Boxes, segments: readonly Segment[], fanOuts: FanOuts) {
    this.boxes = boxes;
    this.segments = segments;
    this.fanOuts = fanOuts;
    this.values = new Float64Array(fanOuts.cells * boxes.width);
    this.isKnown = new Uint8Array(fanOuts.cells);
  }

  /** Where the values of a cell begin. */
  at(cell: number): number {
    const offset = cell * this.boxes.width;
    if (this.isKnown[cell] === 1) return offset;
    this.isKnown[cell] = 1;
    // What is worse than any value: columns of sign -1 have none below 0.
    for (const [i, sign] of this.boxes.signs.entries())
      this.values[offset + i] = sign > 0 ? Number.POSITIVE_INFINITY : 0;
    const { next, cells } = this.fanOuts;
    for (const segment of this.segments)
      if ((next[cell * cells + segment.cell] ?? 0) >= 0) this.improve(offset, segment.box * this.boxes.width);
    return offset;
  }

  private improve(offset: number, from: number): void {
    const { values: rows, signs } = this.boxes;
    for (let i = 0; i < signs.length; i++) {
      const [value, before] = [rows[from + i] ?? 0, this.values[offset + i] ?? 0];
      if ((signs[i] ?? 1) > 0 ? value < before : value > before) this.values[offset + i] = value;
    }
  }
}
