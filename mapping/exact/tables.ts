/** The search's data: rows of factors per group under an order of the nest, without those that others replace. */
import { at as itemAt } from "./at.ts";
import type { Columns } from "./compiled.ts";
import { cellOf, type FanOuts } from "./fan-outs.ts";
import { type Cutting, type GroupFactors, type View, viewOf, viewOfGroup } from "./factors.ts";
import { flagsPerLeg, type Leg, termKinds } from "./objective.ts";
import type { NestOrder } from "./orders.ts";

/** Cuttings of one group, row by row. */
interface Rows {
  readonly cuttings: readonly Cutting[];
  readonly values: Float64Array;
  readonly flags: Int32Array;
  readonly cells: Int32Array;
}

/** Rows that leave the same cell and raise the same flags. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly cell: number;
  readonly flags: number;
  /** Of each column the best value. */
  readonly best: Float64Array;
}

export interface GroupTable extends Rows {
  /** Of all rows, one after the other. */
  readonly segments: readonly Segment[];
  /** Per cell, of each column the best value among rows that fit into what is left; infinite where none fits. */
  readonly best: Float64Array;
}

/** Makes the tables of one group under one placement; orders that the group cannot tell apart share one. */
export class TableMaker {
  private readonly factors: GroupFactors;
  private readonly legs: readonly Leg[];
  private readonly columns: Columns;
  private readonly fanOuts: FanOuts;
  private readonly cells: Int32Array;
  private readonly known = new Map<string, GroupTable>();

  constructor(factors: GroupFactors, legs: readonly Leg[], columns: Columns, fanOuts: FanOuts) {
    this.factors = factors;
    this.legs = legs;
    this.columns = columns;
    this.fanOuts = fanOuts;
    this.cells = Int32Array.from(factors.cuttings, cutting => cellOf(fanOuts, cutting));
  }

  /** Without rows where nothing is possible. */
  tableFor(nest: NestOrder): GroupTable {
    const { group } = this.factors;
    const views = this.legs.map(leg => viewOfGroup(group, leg, viewOf(leg, nest)));
    const allowed = nest.map(order => group.map(dimension => order.allowed.includes(dimension)));
    const key = JSON.stringify([views, allowed]);
    const table = this.known.get(key) ?? this.make(nest, views);
    this.known.set(key, table);
    return table;
  }

  private make(nest: NestOrder, views: readonly View[]): GroupTable {
    const { cuttings } = this.factors;
    const own = this.cells;
    const rows = [...cuttings.keys()].filter(row => (own[row] ?? -1) >= 0 && isAllowed(itemAt(cuttings, row), nest));
    const columns = this.columns.terms.map(term => this.column(term, views));
    const width = columns.length;
    const values = new Float64Array(rows.length * width);
    for (const [i, column] of columns.entries())
      for (const [to, from] of rows.entries()) values[to * width + i] = column[from] ?? 0;
    const all = this.flags(views);
    const table = {
      cuttings: rows.map(row => itemAt(cuttings, row)),
      values,
      flags: Int32Array.from(rows, row => all[row] ?? 0),
      cells: Int32Array.from(rows, row => own[row] ?? 0),
    };
    const kept = keepRows(table, width, undominatedRows(table, this.columns));
    const segments = segmentsOf(kept, this.columns);
    const best = bestOf(segments, this.columns, this.fanOuts);
    return { ...kept, segments, best };
  }

  private column(term: number, views: readonly View[]): Float64Array {
    const at = Math.floor(term / termKinds.length);
    const leg = this.legs[at];
    const kind = termKinds[term % termKinds.length];
    const view = views[at];
    return leg === undefined || kind === undefined || view === undefined
      ? this.factors.steps()
      : this.factors.column(leg, kind, view);
  }

  private flags(views: readonly View[]): Int32Array {
    const flags = new Int32Array(this.factors.cuttings.length);
    for (const [at, leg] of this.legs.entries()) {
      const view = views[at];
      if (leg.tensor !== "outputs" || view === undefined) continue;
      const raised = this.factors.flags(leg, view);
      for (const [row, flag] of raised.entries()) flags[row] = (flags[row] ?? 0) | (flag << (at * flagsPerLeg));
    }
    return flags;
  }
}

/** True where every temporal loop may stand at its level under the order. */
const isAllowed = (cutting: Cutting, nest: NestOrder): boolean =>
  cutting.every(({ spatial, level, dimension }) => spatial || nest[level]?.allowed.includes(dimension) === true);

const keepRows = (table: Rows, width: number, rows: readonly number[]): Rows => {
  const values = new Float64Array(rows.length * width);
  for (const [to, from] of rows.entries())
    values.set(table.values.subarray(from * width, (from + 1) * width), to * width);
  return {
    cuttings: rows.map(row => table.cuttings[row] ?? []),
    values,
    flags: Int32Array.from(rows, row => table.flags[row] ?? 0),
    cells: Int32Array.from(rows, row => table.cells[row] ?? 0),
  };
};

/**
 * Rows that no other of the same cell replaces: one that is at least as good in every column and raises no other flag. Since
 * costs are sums of products of columns, it can stand in for the other in every mapping. Sorted by cell and flags.
 */
const undominatedRows = ({ values, flags, cells }: Rows, { signs }: Columns): number[] => {
  const width = signs.length;
  const varying = varyingColumns(values, width);
  const replaces = (a: number, b: number): boolean => {
    if (((flags[a] ?? 0) & ~(flags[b] ?? 0)) !== 0) return false;
    for (const i of varying)
      if (((values[a * width + i] ?? 0) - (values[b * width + i] ?? 0)) * (signs[i] ?? 0) > 0) return false;
    return true;
  };
  const scores = Float64Array.from(cells, (_, row) =>
    varying.reduce((total, i) => total + (signs[i] ?? 0) * Math.log2(1 + (values[row * width + i] ?? 0)), 0),
  );
  const order = [...cells.keys()].sort(
    (a, b) => (cells[a] ?? 0) - (cells[b] ?? 0) || (scores[a] ?? 0) - (scores[b] ?? 0) || a - b,
  );
  const kept: number[] = [];
  let start = 0;
  for (const row of order) {
    if (kept.length > 0 && cells[kept.at(-1) ?? 0] !== cells[row]) start = kept.length;
    let isReplaced = false;
    for (let i = start; i < kept.length && !isReplaced; i++) isReplaced = replaces(kept[i] ?? 0, row);
    if (!isReplaced) kept.push(row);
  }
  return kept.sort((a, b) => (cells[a] ?? 0) - (cells[b] ?? 0) || (flags[a] ?? 0) - (flags[b] ?? 0) || a - b);
};

/** Those that are not the same in every row. */
const varyingColumns = (values: Float64Array, width: number): readonly number[] =>
  Array.from({ length: width }, (_, i) => i).filter(column => {
    for (let at = column; at < values.length; at += width) if (values[at] !== values[column]) return true;
    return false;
  });

/** What is worse than any value: columns of sign -1 have none below 0. */
const worstRow = ({ signs }: Columns): Float64Array =>
  Float64Array.from(signs, sign => (sign > 0 ? Number.POSITIVE_INFINITY : 0));

const improve = (best: Float64Array, at: number, values: Float64Array, from: number, { signs }: Columns): void => {
  for (let i = 0; i < signs.length; i++) {
    const value = values[from + i] ?? 0;
    if ((signs[i] ?? 0) > 0 ? value < (best[at + i] ?? 0) : value > (best[at + i] ?? 0)) best[at + i] = value;
  }
};

const segmentsOf = ({ values, cells, flags }: Rows, columns: Columns): readonly Segment[] => {
  const width = columns.terms.length;
  const segments: Segment[] = [];
  for (let from = 0, to = 0; from < cells.length; from = to) {
    const best = worstRow(columns);
    for (to = from; to < cells.length && cells[to] === cells[from] && flags[to] === flags[from]; to++)
      improve(best, 0, values, to * width, columns);
    segments.push({ from, to, cell: cells[from] ?? 0, flags: flags[from] ?? 0, best });
  }
  return segments;
};

const bestOf = (segments: readonly Segment[], columns: Columns, fanOuts: FanOuts): Float64Array => {
  const worst = worstRow(columns);
  const best = new Float64Array(fanOuts.cells * worst.length);
  for (let cell = 0; cell < fanOuts.cells; cell++) {
    best.set(worst, cell * worst.length);
    for (const segment of segments)
      if ((fanOuts.next[cell * fanOuts.cells + segment.cell] ?? 0) >= 0)
        improve(best, cell * worst.length, segment.best, 0, columns);
  }
  return best;
};
