/** Which box to open next: that whose rows differ most in what matters. */
import { at } from "./at.ts";
import type { CompiledForm } from "./compiled.ts";
import type { GroupTable } from "./tables.ts";

/** Stands for a group of which no box has been chosen yet. */
export const unopened = -1;

/**
 * What a difference in any column counts beside one in energy. Columns that decide what fits must become narrow too, or boxes
 * mix rows that only seem to fit. Found by trying: between a third and three times as much changes the work by less than a fifth.
 */
const anyColumn = 0.01;

export class Opening {
  private readonly columns: Int32Array;
  private readonly coefficients: Float64Array;
  private readonly constant: number;
  private readonly shares: Float64Array;

  constructor({ columns, coefficients, constant }: CompiledForm) {
    this.columns = columns;
    this.coefficients = coefficients;
    this.constant = constant;
    this.shares = new Float64Array(columns.length);
  }

  /** A group of which no box is chosen, else the one worth opening; -1 where each has come down to one row. */
  next(tables: readonly GroupTable[], chosen: Int32Array): number {
    let several = 0;
    let last = -1;
    for (let group = 0; group < tables.length; group++) {
      const box = chosen[group] ?? unopened;
      if (box === unopened) return group;
      if (box < at(tables, group).boxes.rows) continue;
      several++;
      last = group;
    }
    return several < 2 ? last : this.widest(tables, chosen);
  }

  private widest(tables: readonly GroupTable[], chosen: Int32Array): number {
    this.share(tables, chosen);
    let widest = -1;
    let most = -1;
    for (let group = 0; group < tables.length; group++) {
      const { boxes, columnOf } = at(tables, group);
      const box = chosen[group] ?? 0;
      if (box < boxes.rows) continue;
      const offset = (box - boxes.rows) * boxes.width;
      let difference = anyColumn * (boxes.spread[box] ?? 0);
      for (let i = 0; i < this.columns.length; i++)
        difference += (this.shares[i] ?? 0) * (boxes.spans[offset + (columnOf[this.columns[i] ?? 0] ?? 0)] ?? 0);
      if (difference <= most) continue;
      most = difference;
      widest = group;
    }
    return widest;
  }

  /** Each term's share of the energy at the best of all boxes. */
  private share(tables: readonly GroupTable[], chosen: Int32Array): void {
    const { shares, columns, coefficients } = this;
    shares.set(coefficients);
    for (let group = 0; group < tables.length; group++) {
      const { boxes, columnOf } = at(tables, group);
      const offset = (chosen[group] ?? 0) * boxes.width;
      for (let i = 0; i < shares.length; i++)
        shares[i] = (shares[i] ?? 0) * (boxes.values[offset + (columnOf[columns[i] ?? 0] ?? 0)] ?? 0);
    }
    let energy = this.constant;
    for (const share of shares) energy += share;
    for (let i = 0; i < shares.length; i++) shares[i] = Math.abs(shares[i] ?? 0) / Math.max(energy, Number.MIN_VALUE);
  }
}
