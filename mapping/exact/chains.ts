/** All ways to cut one dimension into loops: which bounds stand at which slots of the machine. */
import type { Architecture } from "../architecture.ts";
import type { PlacedLoop } from "../nest.ts";
import type { Contraction, Dimension } from "../workload.ts";
import type { SlotKind } from "./slots.ts";

/** `perfect`: every loop divides what it finds; `imperfect`: any bound that leaves no piece empty. */
export type Factors = "perfect" | "imperfect";

/** A loop of a chain; those of one iteration are left out. */
export interface ChainLoop extends PlacedLoop {
  readonly kind: SlotKind;
}

/** The loops over one dimension, outermost first; together they cut it down to single steps. */
export type Chain = readonly ChainLoop[];

/** Where a loop over the dimension may stand: at most one per level's temporal loops and one per axis of its fan-out. */
interface Slot {
  readonly level: number;
  readonly kind: SlotKind;
  readonly limit: number;
}

const slotsOf = ({ levels }: Architecture, dimension: Dimension): readonly Slot[] =>
  levels.flatMap(({ temporalDimensions, fanOut }, level) => {
    const slots: Slot[] = [];
    if (temporalDimensions?.includes(dimension) ?? true)
      slots.push({ level, kind: "temporal", limit: Number.POSITIVE_INFINITY });
    for (const kind of ["x", "y"] as const) {
      const { size, dimensions } = fanOut[kind];
      if (size > 1 && dimensions.includes(dimension)) slots.push({ level, kind, limit: size });
    }
    return slots;
  });

/** Numbers of pieces into which an extent can be cut with none empty, so that tiles are the smallest of their count. */
export const pieceCounts = (extent: number, factors: Factors): readonly number[] => {
  const counts: number[] = [];
  for (let step = extent, count = 1; ; count = Math.ceil(extent / (step - 1)), step = Math.ceil(extent / count)) {
    if (factors === "imperfect" || extent % count === 0) counts.push(count);
    if (step === 1) return counts;
  }
};

/** How many chains `chainsOf` would list, by the levels that run a temporal loop, as bits. */
export const chainCounts = (
  { bounds }: Pick<Contraction, "bounds">,
  architecture: Architecture,
  dimension: Dimension,
  factors: Factors,
): ReadonlyMap<number, number> => {
  // Per extent that is left to cut.
  let counts = new Map([[bounds[dimension], new Map([[0, 1]])]]);
  for (const { level, kind, limit } of slotsOf(architecture, dimension)) {
    const smaller = new Map<number, Map<number, number>>();
    for (const [extent, before] of counts)
      for (const pieces of pieceCounts(extent, factors)) {
        if (pieces > limit) break;
        const step = Math.ceil(extent / pieces);
        const after = smaller.get(step) ?? new Map<number, number>();
        smaller.set(step, after);
        const loop = kind === "temporal" && pieces > 1 ? 2 ** level : 0;
        for (const [levels, count] of before) after.set(levels + loop, (after.get(levels + loop) ?? 0) + count);
      }
    counts = smaller;
  }
  return counts.get(1) ?? new Map<number, number>();
};

/** How many chains `chainsOf` would list. */
export const chainCount = (...question: Parameters<typeof chainCounts>): number => {
  let total = 0;
  for (const count of chainCounts(...question).values()) total += count;
  return total;
};

/** Every chain over a dimension that the machine allows, in a fixed order. */
export const chainsOf = (
  { bounds }: Pick<Contraction, "bounds">,
  architecture: Architecture,
  dimension: Dimension,
  factors: Factors,
): readonly Chain[] => {
  const slots = slotsOf(architecture, dimension);
  const counts = new Map<number, readonly number[]>();
  const chains: Chain[] = [];
  const extend = (extent: number, at: number, loops: Chain): void => {
    if (extent === 1) {
      chains.push(loops);
      return;
    }
    const slot = slots[at];
    if (slot === undefined) return;
    const { level, kind, limit } = slot;
    const options = counts.get(extent) ?? pieceCounts(extent, factors);
    counts.set(extent, options);
    for (const bound of options) {
      if (bound > limit) break;
      const step = Math.ceil(extent / bound);
      const loop = { dimension, bound, level, spatial: kind !== "temporal", step, kind };
      extend(step, at + 1, bound === 1 ? loops : [...loops, loop]);
    }
  };
  extend(bounds[dimension], 0, []);
  return chains;
};
