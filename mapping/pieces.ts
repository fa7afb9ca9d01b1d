/** How loops cut a dimension into pieces when factors need not divide, and what a window moves as it slides over them. */
import { inputExtent, type Contraction } from "./workload.ts";
import type { PlacedLoop } from "./nest.ts";

/** Which pieces of a loop count: `each` in turn, the `first` (and largest) for all, or the `whole` as if it were not cut. */
export type Take = "each" | "first" | "whole";

export interface Cut extends Pick<PlacedLoop, "step"> {
  readonly take: Take;
}

/** How often each extent occurs. */
export type Pieces = ReadonlyMap<number, number>;

/** The pieces of `extent` that are left inside all of the cuts, outermost first. */
export const piecesOf = (extent: number, cuts: readonly Cut[]): Pieces => {
  let pieces = new Map([[extent, 1]]);
  for (const { step, take } of cuts) {
    if (take === "whole") continue;
    const smaller = new Map<number, number>();
    for (const [size, count] of pieces) {
      const full = take === "each" ? Math.floor(size / step) : Math.min(1, Math.floor(size / step));
      const rest = take === "each" || full === 0 ? size - full * step : 0;
      if (full > 0) increase(smaller, step, full * count);
      if (rest > 0) increase(smaller, rest, count);
    }
    pieces = smaller;
  }
  return pieces;
};

const increase = (pieces: Map<number, number>, size: number, count: number): void => {
  pieces.set(size, (pieces.get(size) ?? 0) + count);
};

export const countOf = (pieces: Pieces): number => {
  let total = 0;
  for (const count of pieces.values()) total += count;
  return total;
};

export const sumOf = (pieces: Pieces): number => {
  let total = 0;
  for (const [size, count] of pieces) total += size * count;
  return total;
};

type Windows = Pick<Contraction, "strides" | "dilations">;

/** Rows (axis 0) or columns (axis 1) of all windows of `outputs` pieces under `taps` pieces, each window counted whole. */
export const windowSum = (windows: Windows, axis: 0 | 1, outputs: Pieces, taps: Pieces): number => {
  let total = 0;
  for (const [size, count] of outputs)
    for (const [tapSize, tapCount] of taps) total += count * tapCount * inputExtent(windows, axis, size, tapSize);
  return total;
};

/** Everything that decides how a window slides along one axis. */
export interface Slide {
  readonly windows: Windows;
  readonly axis: 0 | 1;
  /** What the innermost loop that moves the tile steps over: output positions or filter taps. */
  readonly moves: "outputs" | "taps";
  /** Pieces of the moving dimension that this loop finds. */
  readonly before: Pieces;
  /** The loop itself. */
  readonly step: number;
  /** Cuts of the moving dimension between the loop and the tile. */
  readonly after: readonly Cut[];
  /** Pieces of the other dimension of the axis. */
  readonly other: Pieces;
}

/**
 * Rows (or columns) fetched while a window slides: the first window of each sweep whole, then what is new. A tile that does
 * not overlap its predecessor is fetched whole. Source: Timeloop's rule for partially relevant innermost loops.
 */
export const slidingSum = (slide: Slide): number => {
  let total = 0;
  for (const [otherSize, otherCount] of slide.other)
    for (const [size, count] of slide.before) total += otherCount * count * sweep(slide, size, otherSize);
  return total;
};

const sweep = ({ windows, axis, moves, step, after }: Slide, extent: number, other: number): number => {
  const rows = (size: number): number =>
    moves === "outputs" ? inputExtent(windows, axis, size, other) : inputExtent(windows, axis, other, size);
  const shift = step * (moves === "outputs" ? windows.strides[axis] : windows.dilations[axis]);
  const full = Math.floor(extent / step);
  const rest = extent - full * step;
  let total = 0;
  for (const { size, next, count } of pairsOf(full > 0 ? step : rest, rest, after)) {
    const window = rows(size);
    total += count * window;
    if (full > 0) total += count * (full - 1) * Math.min(shift, window);
    if (full > 0 && next > 0) total += count * (shift < window ? shift + rows(next) - window : rows(next));
  }
  return total;
};

/** What one instance holds of a full block, and of the smaller block after it. */
interface Pair {
  readonly size: number;
  readonly next: number;
  readonly count: number;
}

const pairsOf = (size: number, next: number, cuts: readonly Cut[]): readonly Pair[] => {
  let pairs: readonly Pair[] = [{ size, next, count: 1 }];
  for (const { step, take } of cuts) if (take !== "whole") pairs = pairs.flatMap(pair => cutPair(pair, step, take));
  return pairs;
};

const cutPair = ({ size, next, count }: Pair, step: number, take: Take): Pair[] => {
  const instances = take === "first" ? 1 : Math.ceil(size / step);
  const part = (whole: number, index: number): number => Math.min(step, Math.max(0, whole - index * step));
  const pairs: Pair[] = [];
  for (let index = 0; index < instances; index++) {
    const cut = { size: part(size, index), next: part(next, index), count };
    const last = pairs.at(-1);
    if (last !== undefined && last.size === cut.size && last.next === cut.next)
      pairs[pairs.length - 1] = { ...last, count: last.count + count };
    else pairs.push(cut);
  }
  return pairs;
};
