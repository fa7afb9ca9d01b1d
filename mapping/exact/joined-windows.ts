/** Spatial loops whose instances share their windows, for every pair of chains over the two dimensions of a window's axis. */
import type { Architecture } from "../architecture.ts";
import type { ChainCounts } from "./chain-counts.ts";
import type { Leg } from "./objective.ts";
import { slotBit, slotsOutside } from "./slots.ts";

/** Pairs of chains, and how far apart the windows of two output positions or two taps begin. */
export interface WindowPairs {
  readonly outputs: ChainCounts;
  readonly taps: ChainCounts;
  readonly rows: { readonly outputs: Int32Array; readonly taps: Int32Array };
  readonly stride: number;
  readonly dilation: number;
}

/** Rows in which the same slots share. */
export interface JoinedRows {
  readonly outputs: number;
  readonly taps: number;
  readonly rows: Int32Array;
}

interface SharingLoop {
  readonly bit: number;
  readonly shift: number;
  readonly bound: number;
}

/**
 * The rule of `loopsThatJoin`: where the fan-out declares it, no temporal loop cuts the dimension once more, and the windows of
 * neighbours touch.
 */
export const joinedRows = (pairs: WindowPairs, leg: Leg, architecture: Architecture): readonly JoinedRows[] => {
  const ofOutputs = sharingLoops(pairs.outputs, leg, architecture, pairs.stride);
  const ofTaps = sharingLoops(pairs.taps, leg, architecture, pairs.dilation);
  const tile = { each: 0, whole: ~slotsOutside(leg.child) };
  const positions = pairs.outputs.measures("sum", tile);
  const taps = pairs.taps.measures("sum", tile);
  const found = new Map<string, { readonly outputs: number; readonly taps: number; readonly rows: number[] }>();
  for (const [row, p] of pairs.rows.outputs.entries()) {
    const r = pairs.rows.taps[row] ?? 0;
    const window = ((positions[p] ?? 0) - 1) * pairs.stride + ((taps[r] ?? 0) - 1) * pairs.dilation + 1;
    const joined = joinedSlots(ofOutputs[p] ?? [], ofTaps[r] ?? [], window);
    const key = `${joined.outputs} ${joined.taps}`;
    const alike = found.get(key) ?? { ...joined, rows: [] };
    found.set(key, alike);
    alike.rows.push(row);
  }
  return [...found.values()].map(each => ({ ...each, rows: Int32Array.from(each.rows) }));
};

/** Per chain; none where no network shares. */
const sharingLoops = (
  counts: ChainCounts,
  { parent, child }: Leg,
  { levels }: Architecture,
  distance: number,
): readonly (readonly SharingLoop[])[] =>
  counts.chains.map((chain, c) =>
    chain.flatMap(({ level, kind, step, bound }): SharingLoop[] => {
      const isBetween = kind !== "temporal" && level >= parent && level < child;
      if (!isBetween || levels[level]?.fanOut.sharesWindows !== true) return [];
      const further = slotsOutside(child) & ~slotsOutside(level + 1);
      return counts.turnsIn(c, further) ? [] : [{ bit: slotBit(level, kind), shift: step * distance, bound }];
    }),
  );

const joinedSlots = (
  ofOutputs: readonly SharingLoop[],
  ofTaps: readonly SharingLoop[],
  tile: number,
): { readonly outputs: number; readonly taps: number } => {
  const joined = { outputs: 0, taps: 0 };
  if (ofOutputs.length === 0 && ofTaps.length === 0) return joined;
  const loops = [
    ...ofOutputs.map(loop => ({ ...loop, of: "outputs" as const })),
    ...ofTaps.map(loop => ({ ...loop, of: "taps" as const })),
  ].toSorted((a, b) => a.shift - b.shift);
  let window = tile;
  for (const { shift, bound, bit, of } of loops)
    if (shift <= window) {
      joined[of] |= bit;
      window += (bound - 1) * shift;
    }
  return joined;
};
