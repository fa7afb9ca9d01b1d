/**
 * Mappings one after the other, each costed in full, none left out for its cost: the search's inner loop without its bounds. It shows
 * what a plain sweep can do in a second, and in tests what the search must find.
 */
import { at } from "./at.ts";
import { ScaledForms } from "./compiled.ts";
import { nestOrders } from "./orders.ts";
import { placementsOf } from "./placements.ts";
import { objectiveFor, type Placed, placedOf, type Problem } from "./problem.ts";
import type { GroupTable } from "./tables.ts";

export interface Swept {
  /** Mappings that fit, whose latency and energy were computed. */
  readonly costed: number;
  /** Those that overflow a level. */
  readonly rejected: number;
  readonly latency: number;
  readonly energy: number;
}

/** Enumerates every placement, order and cutting until so many mappings have been costed or rejected. */
export const sweep = (problem: Problem, most = Number.POSITIVE_INFINITY): Swept => {
  const swept = { costed: 0, rejected: 0, latency: Number.POSITIVE_INFINITY, energy: Number.POSITIVE_INFINITY };
  const { contraction, architecture } = problem;
  for (const placement of placementsOf(architecture)) {
    const placed = placedOf(problem, placement);
    for (const nest of nestOrders(contraction, architecture, placement)) {
      if (swept.costed + swept.rejected >= most) return swept;
      const tables = placed.makers.map(maker => maker.sketchFor(nest).open());
      // The largest table stands innermost.
      new Sweep(placed, tables.toReversed(), swept, most).over(0, 0, 0);
    }
  }
  return swept;
};

class Sweep {
  private readonly placed: Placed;
  private readonly tables: readonly GroupTable[];
  private readonly swept: { -readonly [key in keyof Swept]: Swept[key] };
  private readonly most: number;
  /** Of the chosen rows, per depth. */
  private readonly products: readonly Float64Array[];
  private readonly forms = new Map<number, ScaledForms>();

  constructor(placed: Placed, tables: readonly GroupTable[], swept: Sweep["swept"], most: number) {
    this.placed = placed;
    this.tables = tables;
    this.swept = swept;
    this.most = most;
    this.products = tables.map(() => new Float64Array(placed.columns.terms.length).fill(1));
  }

  /** All rows of the table at a depth that go with what was chosen before. */
  over(depth: number, cell: number, flags: number): void {
    const { boxes, segments } = at(this.tables, depth);
    const { next, cells } = this.placed.problem.fanOuts;
    for (const segment of segments) {
      const left = next[cell * cells + segment.cell] ?? -1;
      if (left < 0) continue;
      const [from, to] = boxes.rowsOf(segment.box);
      if (depth + 1 === this.tables.length) this.cost(depth, from, to, flags | segment.flags);
      else for (let row = from; row < to; row++) this.choose(depth, row, left, flags | segment.flags);
    }
  }

  private choose(depth: number, row: number, cell: number, flags: number): void {
    if (this.swept.costed + this.swept.rejected >= this.most) return;
    const { boxes, columnOf } = at(this.tables, depth);
    const [before, after] = [at(this.products, depth), at(this.products, depth + 1)];
    for (let i = 0; i < after.length; i++)
      after[i] = (before[i] ?? 0) * (boxes.values[row * boxes.width + (columnOf[i] ?? 0)] ?? 0);
    this.over(depth + 1, cell, flags);
  }

  /** Whole mappings: one for each row. */
  private cost(depth: number, from: number, to: number, flags: number): void {
    const { swept } = this;
    const { boxes, columnOf } = at(this.tables, depth);
    const forms = this.forms.get(flags) ?? new ScaledForms(objectiveFor(this.placed, flags), columnOf);
    this.forms.set(flags, forms);
    forms.scale(at(this.products, depth));
    let fitting = 0;
    for (let row = from; row < to; row++) {
      if (!forms.measure(boxes.values, row * boxes.width)) continue;
      fitting++;
      if (forms.latency < swept.latency) swept.latency = forms.latency;
      if (forms.energy < swept.energy) swept.energy = forms.energy;
    }
    swept.costed += fitting;
    swept.rejected += to - from - fitting;
  }
}
