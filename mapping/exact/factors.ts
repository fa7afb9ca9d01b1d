/** What each way of cutting a group of dimensions contributes to every term, under an order of the nest. */
import type { Architecture } from "../architecture.ts";
import { type Contraction, type Dimension, isRelevant } from "../workload.ts";
import type { ChainCounts, Takes } from "./chain-counts.ts";
import type { ChainLoop } from "./chains.ts";
import { type JoinedRows, joinedRows, type WindowPairs } from "./joined-windows.ts";
import { flagBits, type Leg, type TermKind } from "./objective.ts";
import { slotBit, slotsWhere } from "./slots.ts";
import { isAtParent, isStill, takesFor, type View } from "./takes.ts";
import { WindowColumns } from "./window-columns.ts";

/** A chain for each dimension of a group, one after the other. */
export type Cutting = readonly ChainLoop[];

/** Per dimension of a group, which chain each row takes. */
export type Rows = readonly Int32Array[];

/** The chains of one group of dimensions. */
export interface Group {
  readonly dimensions: readonly Dimension[];
  /** Per dimension. */
  readonly counts: readonly ChainCounts[];
}

/** Rows of one group, and their factors, computed once per rule. */
export class GroupFactors {
  readonly group: Group;
  readonly rows: Rows;
  readonly size: number;
  private readonly architecture: Architecture;
  private readonly windows: WindowColumns | undefined;
  private readonly pairs: WindowPairs | undefined;
  private readonly everyRow: Int32Array;
  /** By what they are asked for, and by what decides them: equal columns are the same. */
  private readonly asked = new Map<string, Float64Array>();
  private readonly known = new Map<string, Float64Array>();
  private readonly raised = new Map<string, Uint8Array>();
  private readonly joined = new Map<string, readonly JoinedRows[]>();

  constructor(contraction: Contraction, architecture: Architecture, group: Group, rows: Rows) {
    this.group = group;
    this.rows = rows;
    this.size = rows[0]?.length ?? 0;
    this.architecture = architecture;
    this.everyRow = new Int32Array(this.size).map((_, row) => row);
    const [outputs, taps] = group.counts;
    const [ofOutputs, ofTaps] = rows;
    if (outputs === undefined || taps === undefined || ofOutputs === undefined || ofTaps === undefined) return;
    const axis = group.dimensions.includes("P") ? 0 : 1;
    const [stride, dilation] = [contraction.strides[axis], contraction.dilations[axis]];
    this.pairs = { outputs, taps, rows: { outputs: ofOutputs, taps: ofTaps }, stride, dilation };
    this.windows = new WindowColumns(this.pairs, contraction, axis);
  }

  cutting(row: number): Cutting {
    return this.group.counts.flatMap(({ chains }, i) => chains[this.rows[i]?.[row] ?? 0] ?? []);
  }

  /** Slots of the row's loops over each dimension pass `allowed`, one mask per dimension. */
  fits(row: number, allowed: readonly number[]): boolean {
    for (let i = 0; i < allowed.length; i++)
      if (((this.group.counts[i]?.slots[this.rows[i]?.[row] ?? 0] ?? 0) & ~(allowed[i] ?? 0)) !== 0) return false;
    return true;
  }

  /** MAC steps of the busiest instance, per row. */
  steps(): Float64Array {
    const levels = this.architecture.levels.length;
    const takes = (dimension: Dimension): Takes => ({
      each: slotsWhere(levels, dimension, ({ spatial }) => !spatial),
      whole: 0,
    });
    return this.product(() => "count", this.group.dimensions.map(takes));
  }

  /** One factor per row. The view must be the group's own. */
  column(leg: Leg, kind: TermKind, view: View): Float64Array {
    const key = `${kind} ${leg.tensor} ${leg.parent} ${leg.child} ${view.resting} ${view.slides?.level} ${view.slides?.dimension}`;
    const column = this.asked.get(key) ?? this.columnUnder(leg, kind, view);
    this.asked.set(key, column);
    return column;
  }

  private columnUnder(leg: Leg, kind: TermKind, view: View): Float64Array {
    const takes = this.group.dimensions.map(each => takesFor(leg, kind, view, this.architecture, each));
    if (leg.tensor !== "inputs" || this.windows === undefined)
      return this.product(dimension => (isRelevant(leg.tensor, dimension) ? "sum" : "count"), takes);
    return this.windowColumn(this.windows, leg, kind, view, takes);
  }

  private product(measureOf: (dimension: Dimension) => "count" | "sum", takes: readonly Takes[]): Float64Array {
    const { dimensions, counts } = this.group;
    const measures = dimensions.map(measureOf);
    const key = counts
      .map((each, i) => each.keyOf(measures[i] ?? "count", takes[i] ?? { each: 0, whole: 0 }))
      .join(" ");
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const column = new Float64Array(this.size).fill(1);
    for (const [i, each] of counts.entries()) {
      const factors = each.measures(measures[i] ?? "count", takes[i] ?? { each: 0, whole: 0 });
      const chains = this.rows[i] ?? this.everyRow;
      for (let row = 0; row < column.length; row++) column[row] = (column[row] ?? 0) * (factors[chains[row] ?? 0] ?? 0);
    }
    this.known.set(key, column);
    return column;
  }

  private windowColumn(
    windows: WindowColumns,
    leg: Leg,
    kind: TermKind,
    { slides }: View,
    [outputs = none, taps = none]: readonly Takes[],
  ): Float64Array {
    const isSliding = slides !== undefined && !isStill(kind);
    const moves = slides?.dimension === this.group.dimensions[0] ? "outputs" : "taps";
    const mover = isSliding ? { mover: { moves, slot: slotBit(slides.level, "temporal") } as const } : {};
    const groups = isAtParent(kind) ? this.joinedUnder(leg) : undefined;
    const key = `${groups === undefined ? "" : `${leg.parent} ${leg.child}`} ${windows.keyOf({ outputs, taps, ...mover })}`;
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const column = new Float64Array(this.size);
    const { everyRow: rows } = this;
    for (const each of groups ?? [{ outputs: 0, taps: 0, rows }])
      windows.write(column, each.rows, {
        outputs: uncut(outputs, each.outputs),
        taps: uncut(taps, each.taps),
        ...mover,
      });
    this.known.set(key, column);
    return column;
  }

  /** Undefined where no network on the way shares windows. */
  private joinedUnder(leg: Leg): readonly JoinedRows[] | undefined {
    const { levels } = this.architecture;
    const isShared = levels.slice(leg.parent, leg.child).some(({ fanOut }) => fanOut.sharesWindows);
    if (!isShared || this.pairs === undefined) return undefined;
    const key = `${leg.parent} ${leg.child}`;
    const found = this.joined.get(key) ?? joinedRows(this.pairs, leg, this.architecture);
    this.joined.set(key, found);
    return found;
  }

  /** Flags that each row raises, for an outputs leg. */
  flags(leg: Leg, view: View): Uint8Array {
    const key = `${leg.parent} ${leg.child} ${view.resting}`;
    const flags = this.raised.get(key) ?? this.flagsUnder(leg, view);
    this.raised.set(key, flags);
    return flags;
  }

  private flagsUnder(leg: Leg, view: View): Uint8Array {
    const atParent = this.column(leg, "parentTotal", view);
    const atChild = this.column(leg, "childTotal", view);
    const here = this.column(leg, "hereTotal", view);
    const levels = this.architecture.levels.length;
    const others = this.group.dimensions.map(each =>
      slotsWhere(levels, each, loop => !loop.spatial || loop.level >= leg.parent || isRelevant("outputs", each)),
    );
    const flags = new Uint8Array(this.size);
    for (let row = 0; row < flags.length; row++) {
      const isReducedAbove = !this.fits(row, others);
      flags[row] =
        (isReducedAbove ? flagBits.reducedAbove : 0) |
        (isReducedAbove || atParent[row] !== here[row] ? flagBits.partial : 0) |
        (atChild[row] === atParent[row] ? 0 : flagBits.networkAdds);
    }
    return flags;
  }
}

const none: Takes = { each: 0, whole: 0 };

/** Slots that share windows count as if they did not cut. */
const uncut = ({ each, whole }: Takes, slots: number): Takes => ({ each, whole: whole | slots });

/** Every combination of chains. */
export const everyRow = ({ counts }: Group): Rows => {
  const sizes = counts.map(({ chains }) => chains.length);
  const total = sizes.reduce((product, size) => product * size, 1);
  let inner = total;
  return sizes.map(size => {
    inner /= Math.max(1, size);
    const rows = new Int32Array(total);
    for (let row = 0; row < total; row++) rows[row] = Math.floor(row / inner) % size;
    return rows;
  });
};

export const selectRows = (rows: Rows, kept: Int32Array): Rows => rows.map(chains => kept.map(row => chains[row] ?? 0));
