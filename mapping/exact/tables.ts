/** The search's data: rows of factors per group under an order of the nest, by what they leave of the machine, in boxes. */
import { at as itemAt } from "./at.ts";
import { BestByCell, type Segment } from "./best-by-cell.ts";
import { Boxes } from "./boxes.ts";
import type { Columns } from "./compiled.ts";
import { cellsOf, type FanOuts } from "./fan-outs.ts";
import type { Cutting, GroupFactors } from "./factors.ts";
import { flagShift, type Leg, termKinds } from "./objective.ts";
import type { NestOrder } from "./orders.ts";
import { slotBit, slotKinds } from "./slots.ts";
import { type View, viewOf, viewOfGroup } from "./takes.ts";

/** Columns that are equal in all rows are kept once: `columnOf` says where each is. */
export interface GroupTable {
  readonly boxes: Boxes;
  readonly columnOf: Int32Array;
  /** By cell, then flags. */
  readonly segments: readonly Segment[];
  readonly best: BestByCell;
  readonly cuttingOf: (row: number) => Cutting;
}

/** A table that is made when first asked for: most only ever show that they are not worth it. */
export class Sketch {
  readonly isEmpty: boolean;
  /** Of each column the best value of all rows. */
  readonly outline: Float64Array;
  private readonly source: TableSource;
  private table: GroupTable | undefined;

  constructor(source: TableSource) {
    const { kept, signs, runs, columnOf } = source;
    this.source = source;
    this.isEmpty = runs.rows.length === 0;
    const best = kept.map((column, i) => bestIn(column, runs.rows, signs[i] ?? 1));
    this.outline = Float64Array.from(columnOf, column => best[column] ?? 0);
  }

  open(): GroupTable {
    this.table ??= tableOf(this.source);
    return this.table;
  }
}

interface TableSource {
  readonly columnOf: Int32Array;
  readonly kept: readonly Float64Array[];
  readonly signs: Int8Array;
  readonly runs: Runs;
  readonly factors: GroupFactors;
  readonly fanOuts: FanOuts;
  /** Told how many numbers a table takes. */
  readonly count: (values: number) => void;
}

const tableOf = ({ columnOf, kept, signs, runs: { runs, rows }, factors, fanOuts, count }: TableSource): GroupTable => {
  const boxes = new Boxes(kept, signs, rows.slice());
  const segments = runs.map(({ cell, flags, from, to }) => ({ cell, flags, box: boxes.add(from, to) }));
  count(rows.length * boxes.width);
  const best = new BestByCell(boxes, segments, fanOuts);
  return { boxes, columnOf, segments, best, cuttingOf: row => factors.cutting(boxes.order[row] ?? 0) };
};

const bestIn = (column: Float64Array, rows: Int32Array, sign: number): number => {
  let best = sign > 0 ? Number.POSITIVE_INFINITY : 0;
  for (let i = 0; i < rows.length; i++) {
    const value = column[rows[i] ?? 0] ?? 0;
    if (sign > 0 ? value < best : value > best) best = value;
  }
  return best;
};

/** Makes the tables of one group under one placement; orders that the group cannot tell apart share one. */
export class TableMaker {
  private readonly factors: GroupFactors;
  private readonly legs: readonly Leg[];
  private readonly columns: Columns;
  private readonly fanOuts: FanOuts;
  private readonly cells: Int32Array;
  private readonly known = new Map<string, Sketch>();
  private readonly runs = new Map<string, Runs>();
  /** How many numbers stand in the tables made so far. */
  values = 0;

  constructor(factors: GroupFactors, legs: readonly Leg[], columns: Columns, fanOuts: FanOuts) {
    this.factors = factors;
    this.legs = legs;
    this.columns = columns;
    this.fanOuts = fanOuts;
    this.cells = cellsOf(fanOuts, factors.group, factors.rows);
  }

  /** Empty where nothing is possible. */
  sketchFor(nest: NestOrder): Sketch {
    const { dimensions } = this.factors.group;
    const views = this.legs.map(leg => viewOfGroup(dimensions, leg, viewOf(leg, nest)));
    const allowed = dimensions.map(dimension => slotsAllowed(nest, dimension));
    const key = `${allowed.join(" ")} ${views.map(keyOf).join(" ")}`;
    const table = this.known.get(key) ?? this.make(views, allowed);
    this.known.set(key, table);
    return table;
  }

  private make(views: readonly View[], allowed: readonly number[]): Sketch {
    const { factors, columns, fanOuts } = this;
    const columnOf = new Int32Array(columns.terms.length);
    const kept: Float64Array[] = [];
    const signs: number[] = [];
    for (const [i, term] of columns.terms.entries()) {
      const column = this.column(term, views);
      const sign = columns.signs[i] ?? 1;
      const known = kept.findIndex((each, at) => each === column && signs[at] === sign);
      columnOf[i] = known === -1 ? kept.push(column) - 1 : known;
      if (known === -1) signs.push(sign);
    }
    const count = (values: number): void => {
      this.values += values;
    };
    const runs = this.runsUnder(views, allowed);
    return new Sketch({ columnOf, kept, signs: Int8Array.from(signs), runs, factors, fanOuts, count });
  }

  /** Views of other tensors than outputs raise no flags. */
  private runsUnder(views: readonly View[], allowed: readonly number[]): Runs {
    const ofOutputs = views.filter((_, at) => this.legs[at]?.tensor === "outputs");
    const key = `${allowed.join(" ")} ${ofOutputs.map(keyOf).join(" ")}`;
    const runs = this.runs.get(key) ?? runsOf(this.factors, allowed, this.cells, this.flags(views));
    this.runs.set(key, runs);
    return runs;
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
    const flags = new Int32Array(this.factors.size);
    for (const [at, leg] of this.legs.entries()) {
      if (leg.tensor !== "outputs") continue;
      const shift = flagShift(this.legs, at);
      const raised = this.factors.flags(leg, itemAt(views, at));
      for (let row = 0; row < flags.length; row++) flags[row] = (flags[row] ?? 0) | ((raised[row] ?? 0) << shift);
    }
    return flags;
  }
}

/** Equal for equal views. */
const keyOf = ({ resting, slides }: View): string =>
  slides === undefined ? `${resting}` : `${resting}/${slides.level}${slides.dimension}`;

/** Slots in which a loop over the dimension may stand under the order: temporal loops where their level allows them. */
const slotsAllowed = (nest: NestOrder, dimension: NestOrder[number]["allowed"][number]): number => {
  let slots = 0;
  for (const [level, { allowed }] of nest.entries())
    for (const kind of slotKinds) if (kind !== "temporal" || allowed.includes(dimension)) slots |= slotBit(level, kind);
  return slots;
};

interface Run {
  readonly cell: number;
  readonly flags: number;
  /** Where its rows begin and end in the list of all. */
  readonly from: number;
  readonly to: number;
}

interface Runs {
  readonly runs: readonly Run[];
  readonly rows: Int32Array;
}

/** Rows that are allowed, by the cell that they leave, then by the flags that they raise. */
const runsOf = (factors: GroupFactors, allowed: readonly number[], cells: Int32Array, flags: Int32Array): Runs => {
  const keys = new Float64Array(factors.size);
  const lengths = new Map<number, number>();
  for (let row = 0; row < keys.length; row++) {
    const cell = cells[row] ?? -1;
    const key = cell < 0 || !factors.fits(row, allowed) ? -1 : cell * cellKey + (flags[row] ?? 0);
    keys[row] = key;
    if (key >= 0) lengths.set(key, (lengths.get(key) ?? 0) + 1);
  }
  let total = 0;
  const ends = new Map<number, number>();
  const runs = [...lengths.entries()]
    .sort(([a], [b]) => a - b)
    .map(([key, length]): Run => {
      const from = total;
      total += length;
      ends.set(key, from);
      return { cell: Math.floor(key / cellKey), flags: key % cellKey, from, to: total };
    });
  const rows = new Int32Array(total);
  for (const [row, key] of keys.entries()) {
    if (key < 0) continue;
    const at = ends.get(key) ?? 0;
    rows[at] = row;
    ends.set(key, at + 1);
  }
  return { runs, rows };
};

/** Above all flags. */
const cellKey = 2 ** 31;
