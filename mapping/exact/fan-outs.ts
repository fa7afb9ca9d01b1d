/** How many instances of each axis are left to unroll over, as one small number: a cell. */
import type { Architecture } from "../architecture.ts";
import type { Cutting } from "./factors.ts";

interface Axis {
  readonly level: number;
  readonly kind: "x" | "y";
  readonly size: number;
  /** Distinct values of `⌊size / used⌋`, largest first. */
  readonly remainders: readonly number[];
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

export const fanOutsOf = ({ levels }: Architecture): FanOuts => {
  const axes = levels.flatMap(({ fanOut }, level) =>
    (["x", "y"] as const)
      .map(kind => ({ level, kind, size: fanOut[kind].size, remainders: remaindersOf(fanOut[kind].size) }))
      .filter(({ size }) => size > 1),
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

/** The cell that a cutting leaves of the untouched machine; -1 where it unrolls over too many instances. */
export const cellOf = ({ axes }: FanOuts, cutting: Cutting): number => {
  let cell = 0;
  let stride = 1;
  for (const { level, kind, size, remainders } of axes) {
    const used = cutting.reduce(
      (product, loop) => (loop.level === level && loop.kind === kind ? product * loop.bound : product),
      1,
    );
    if (used > size) return -1;
    cell += stride * remainders.indexOf(Math.floor(size / used));
    stride *= remainders.length;
  }
  return cell;
};
