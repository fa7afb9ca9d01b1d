/** Places where a loop may stand, as bits of one number: per level its temporal loops, then both axes of its fan-out. */
import type { Dimension } from "../workload.ts";

export const slotKinds = ["temporal", "x", "y"] as const;
export type SlotKind = (typeof slotKinds)[number];

/** As many levels as bits allow. */
export const mostLevels = 10;

export const slotBit = (level: number, kind: SlotKind): number =>
  1 << (level * slotKinds.length + slotKinds.indexOf(kind));

/** All slots of the levels outside of `level`. */
export const slotsOutside = (level: number): number => (1 << (level * slotKinds.length)) - 1;

export const temporalSlots = Array.from({ length: mostLevels }, (_, level) => slotBit(level, "temporal")).reduce(
  (all, bit) => all | bit,
  0,
);

/** A loop as far as its slot decides how it counts. */
export interface SlotLoop {
  readonly dimension: Dimension;
  readonly level: number;
  readonly spatial: boolean;
}

/** The slots whose loops over a dimension pass a test, on a machine of so many levels. */
export const slotsWhere = (levels: number, dimension: Dimension, test: (loop: SlotLoop) => boolean): number => {
  let slots = 0;
  for (let level = 0; level < levels; level++)
    for (const kind of slotKinds)
      if (test({ dimension, level, spatial: kind !== "temporal" })) slots |= slotBit(level, kind);
  return slots;
};
