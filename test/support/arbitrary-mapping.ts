/** Random workloads and mappings that use every feature, on a machine that allows everything. */
import * as fc from "fast-check";
import type { Architecture } from "../../mapping/architecture.ts";
import type { LevelMapping, Loop } from "../../mapping/mapping.ts";
import { dimensions, tensorNames } from "../../mapping/workload.ts";
import { fanOut, smallMachine } from "./small-machine.ts";

const everything = [...dimensions];

/** Three levels that may hold anything, unlimited, and fan-outs that may unroll anything. */
export const openMachine = (flags: readonly boolean[]): Architecture => {
  const base = smallMachine();
  const axis = { size: 1000, dimensions: everything };
  const levels = base.levels.map((level, i) => ({
    name: level.name,
    capacity: "unlimited" as const,
    holds: tensorNames,
    bandwidth: level.bandwidth,
    access: level.access,
    leakage: level.leakage,
    fanOut: fanOut({
      x: axis,
      y: axis,
      multicasts: flags[3 * i]!,
      reduces: flags[3 * i + 1]!,
      sharesWindows: flags[3 * i + 2]!,
    }),
  }));
  return { ...base, levels };
};

/** Splits an extent into loops until single steps are left; every piece is in use. */
const splits = (extent: number, wishes: readonly number[]): number[] => {
  const bounds: number[] = [];
  let left = extent;
  for (const wish of wishes) {
    const tile = Math.max(1, Math.ceil(left / wish));
    const bound = Math.ceil(left / tile);
    if (bound > 1) bounds.push(bound);
    left = Math.ceil(left / bound);
  }
  return left > 1 ? [...bounds, left] : bounds;
};

const size = fc.integer({ min: 1, max: 5 });
export const instance = fc.record({
  extents: fc.array(size, { minLength: 8, maxLength: 8 }),
  wishes: fc.array(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 2 }), {
    minLength: 8,
    maxLength: 8,
  }),
  /** Where each loop goes: level × (temporal, temporal, x, y). */
  places: fc.array(fc.nat({ max: 11 }), { minLength: 24, maxLength: 24 }),
  order: fc.array(fc.nat(), { minLength: 24, maxLength: 24 }),
  flags: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
  keeps: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
  strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  dilations: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
});
export type Instance = typeof instance extends fc.Arbitrary<infer T> ? T : never;

/** Shrinks extents until a walk takes no more than so many steps. */
export const smallBounds = (extents: readonly number[], limit: number): number[] => {
  const bounds = [...extents];
  for (let i = 0; bounds.reduce((product, bound) => product * bound, 1) > limit; i = (i + 1) % bounds.length)
    bounds[i] = Math.max(1, bounds[i]! - 1);
  return bounds;
};

export const mappingOf = ({ wishes, places, order, keeps }: Instance, bounds: readonly number[]): LevelMapping[] => {
  const loops = dimensions.flatMap((dimension, d) =>
    splits(bounds[d]!, wishes[d]!).map((bound, i): Loop & { place: number; rank: number } => ({
      dimension,
      bound,
      place: places[3 * d + i]!,
      rank: order[3 * d + i]!,
    })),
  );
  // Loops of one dimension must stand in the order in which they were split: places are handed out sorted.
  for (const dimension of dimensions) {
    const own = loops.filter(loop => loop.dimension === dimension);
    const sorted = own.map(({ place }) => place).toSorted((a, b) => a - b);
    for (const [i, loop] of own.entries()) loop.place = sorted[i]!;
  }
  const at = (place: number): Loop[] =>
    loops
      .filter(loop => loop.place === place)
      .toSorted((a, b) => (a.dimension === b.dimension ? 0 : a.rank - b.rank))
      .map(({ dimension, bound }) => ({ dimension, bound }));
  return [0, 1, 2].map(level => ({
    temporal: [...at(4 * level), ...at(4 * level + 1)],
    spatial: { x: at(4 * level + 2), y: at(4 * level + 3) },
    keeps: tensorNames.filter((_, i) => level === 0 || keeps[3 * (level - 1) + i]!),
  }));
};
