/** Which loops count how in each count of a transfer: the rules of `countTransfer`, loop by loop. */
import type { Architecture } from "../architecture.ts";
import { type Dimension, isRelevant } from "../workload.ts";
import type { Takes } from "./chain-counts.ts";
import type { Leg, TermKind } from "./objective.ts";
import type { NestOrder } from "./orders.ts";
import { type SlotLoop, slotsOutside, slotsWhere } from "./slots.ts";

/** How a leg's counts see an order: which loops are at rest, and along which loop inputs slide. */
export interface View {
  /** Bit per level whose loops over irrelevant dimensions count once. */
  readonly resting: number;
  readonly slides?: { readonly level: number; readonly dimension: Dimension };
}

export const viewOf = ({ tensor, child }: Leg, nest: NestOrder): View => {
  if (child === nest.length) return { resting: 0 };
  let resting = 0;
  for (let level = child - 1; level >= 0; level--) {
    const order = nest[level];
    if (order === undefined) break;
    const isTransparent = order.transparentTo.includes(tensor);
    if (isTransparent || order.rests === tensor) resting |= 1 << level;
    if (isTransparent) continue;
    return tensor === "inputs" && order.slides !== undefined
      ? { resting, slides: { level, dimension: order.slides } }
      : { resting };
  }
  return { resting };
};

/** The view as far as loops over these dimensions see it, so that equal views are computed once. */
export const viewOfGroup = (group: readonly Dimension[], { tensor }: Leg, { resting, slides }: View): View => {
  const rests = group.some(dimension => !isRelevant(tensor, dimension));
  const isOwn = slides !== undefined && group.includes(slides.dimension);
  return { resting: rests ? resting : 0, ...(isOwn ? { slides } : {}) };
};

/** True where a loop counts with all its pieces, false where only with the first. */
type CountsEach = (loop: SlotLoop) => boolean;

const ruleFor = (
  { tensor, parent, child }: Leg,
  kind: TermKind,
  { resting }: View,
  { levels }: Architecture,
): CountsEach => {
  const turns = ({ level, dimension }: SlotLoop): boolean =>
    ((resting >> level) & 1) === 0 || isRelevant(tensor, dimension);
  const meets = ({ level, dimension }: SlotLoop): boolean => {
    const fanOut = levels[level]?.fanOut;
    return !isRelevant(tensor, dimension) && (tensor === "outputs" ? fanOut?.reduces : fanOut?.multicasts) === true;
  };
  const changes = ({ dimension }: SlotLoop): boolean => isRelevant(tensor, dimension);
  switch (kind) {
    case "parentTotal":
      return loop => loop.level < child && (loop.spatial ? loop.level < parent || !meets(loop) : turns(loop));
    case "parentBusiest":
      return loop => loop.level < child && (loop.spatial ? loop.level >= parent && !meets(loop) : turns(loop));
    case "childTotal":
      return loop => loop.level < child && (loop.spatial || turns(loop));
    case "childBusiest":
      return loop => loop.level < child && !loop.spatial && turns(loop);
    case "tile":
      return () => false;
    case "firstTile":
      return loop => loop.level < child && loop.spatial && loop.level >= parent && !meets(loop);
    case "hereTotal":
      return loop => loop.level < parent && (loop.spatial || changes(loop));
    case "hereBusiest":
      return loop => loop.level < parent && !loop.spatial && changes(loop);
    case "belowTotal":
      return loop => loop.level < child && (loop.spatial || changes(loop));
    case "belowBusiest":
      return loop => loop.level < child && !loop.spatial && changes(loop);
  }
};

/** Loops further in do not cut what the count is about. */
const reach = ({ parent, child }: Leg, kind: TermKind): number =>
  kind === "hereTotal" || kind === "hereBusiest" ? parent : child;

/** For loops over one dimension. Of inputs, neighbours that share windows are another matter. */
export const takesFor = (
  leg: Leg,
  kind: TermKind,
  view: View,
  architecture: Architecture,
  dimension: Dimension,
): Takes => ({
  each: slotsWhere(architecture.levels.length, dimension, ruleFor(leg, kind, view, architecture)),
  whole: ~slotsOutside(reach(leg, kind)),
});

/** The counts of the parent, where neighbours' windows may meet. */
export const isAtParent = (kind: TermKind): boolean =>
  kind === "parentTotal" || kind === "parentBusiest" || kind === "firstTile";

/** Counts of single tiles, which do not move. */
export const isStill = (kind: TermKind): boolean => kind === "tile" || kind === "firstTile";
