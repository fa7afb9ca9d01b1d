/** How many instances of each axis are left to unroll over, as one small number: a cell. */
import type { Architecture } from "../architecture.ts";
import type { Chain } from "./chains.ts";
import type { Group, Rows } from "./factors.ts";

interface Axis {
  readonly level: number;
  readonly kind: "x" | "y";
  readonly size: number;
  /** Distinct values of `⌊size / used⌋`, largest first. */
  readonly remainders: readonly number[];
  /** Of `⌊size / used⌋` by what is used. */
  readonly positions: Int32Array;
}

/**
 * Using u instances and then v leaves `⌊size / (u·v)⌋ = ⌊⌊size / u⌋ / v⌋`, so that what is left after both follows from what
 * each alone leaves. Cells number what is left along all axes; 0 is the untouched machine.
 */
export interface FanOuts {
  readonly axes: readonly Axis[];
  readonly cells: number;
  /** `next[a * cells + b]`: the cell left by what leaves a and what leaves b alone; -1 where they do not fit together. */
  readonly next: Int32Array;
}

const remaindersOf = (size: number): number[] => {
  const remainders: number[] = [];
  for (let used = 1; used <= size; used++) {
    const left = Math.floor(size / used);
    if (remainders.at(-1) !== left) remainders.push(left);
  }
  return remainders;
};

const axisOf = (level: number, kind: "x" | "y", size: number): Axis => {
  const remainders = remaindersOf(size);
  const positions = new Int32Array(size + 1);
  for (let used = 1; used <= size; used++) positions[used] = remainders.indexOf(Math.floor(size / used));
  return { level, kind, size, remainders, positions };
};

export const fanOutsOf = ({ levels }: Architecture): FanOuts => {
  const axes = levels.flatMap(({ fanOut }, level) =>
    (["x", "y"] as const).filter(kind => fanOut[kind].size > 1).map(kind => axisOf(level, kind, fanOut[kind].size)),
  );
  const cells = axes.reduce((product, { remainders }) => product * remainders.length, 1);
  const next = new Int32Array(cells * cells);
  for (let a = 0; a < cells; a++) for (let b = 0; b < cells; b++) next[a * cells + b] = joined(axes, a, b);
  return { axes, cells, next };
};

const joined = (axes: readonly Axis[], a: number, b: number): number => {
  let cell = 0;
  let stride = 1;
  for (const { size, remainders } of axes) {
    const i = Math.floor(a / stride) % remainders.length;
    const j = Math.floor(b / stride) % remainders.length;
    // The fewest instances that leave remainder j.
    const used = Math.floor(size / ((remainders[j] ?? 0) + 1)) + 1;
    const left = Math.floor((remainders[i] ?? 0) / used);
    if (left === 0) return -1;
    cell += stride * remainders.indexOf(left);
    stride *= remainders.length;
  }
  return cell;
};

/** The cell that a chain leaves of the untouched machine; -1 where it unrolls over too many instances. */
const cellOf = ({ axes }: FanOuts, chain: Chain): number => {
  let cell = 0;
  let stride = 1;
  for (const { level, kind, size, remainders, positions } of axes) {
    let used = 1;
    for (const loop of chain) if (loop.level === level && loop.kind === kind) used *= loop.bound;
    if (used > size) return -1;
    cell += stride * (positions[used] ?? 0);
    stride *= remainders.length;
  }
  return cell;
};

/** The cell that each row of a group leaves; -1 where its chains do not fit together. */
export const cellsOf = (fanOuts: FanOuts, { counts }: Group, rows: Rows): Int32Array => {
  const { cells, next } = fanOuts;
  const found = new Int32Array(rows[0]?.length ?? 0);
  for (const [i, { chains }] of counts.entries()) {
    const own = Int32Array.from(chains, chain => cellOf(fanOuts, chain));
    const taken = rows[i] ?? new Int32Array(0);
    for (let row = 0; row < found.length; row++) {
      const [left, more] = [found[row] ?? 0, own[taken[row] ?? 0] ?? 0];
      found[row] = left < 0 || more < 0 ? -1 : (next[left * cells + more] ?? -1);
    }
  }
  return found;
};
