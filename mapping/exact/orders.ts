/**
 * Loop orders that need to be told apart. Only what the innermost loops of a level leave at rest decides the counts:
 *
 * - G is relevant to every tensor, so it may stand outermost: no other loop then counts more often.
 * - Every other dimension is irrelevant to exactly one tensor. Let the innermost loop be irrelevant to T. All other T-irrelevant
 *   loops of the level may move next to it: T rests through more loops, and what moves the other tensors is still the innermost
 *   loop. A loop counted as at rest has one piece instead of all, whatever their sizes, so that no count grows.
 * - Inputs slide along the innermost loop that moves them. A sweep fetches no more than its windows one by one, so a window loop
 *   stands inside of the others that are irrelevant to the same tensor; which one is left to choose.
 * - Where all loops of a level are irrelevant to T, T rests through the next level outward too: the level is transparent to it.
 *
 * Hence per level: which tensor rests, along which dimension inputs slide, and to whom the level is transparent. Costs under a
 * pattern are those of the loops in `orderOf`, or above them; for each nest some pattern has costs at most its own.
 */
import type { Architecture } from "../architecture.ts";
import { type Contraction, type Dimension, dimensions, isRelevant, type TensorName, tensorNames } from "../workload.ts";
import type { Placement } from "./placements.ts";

/** How the temporal loops of one level are ordered, and which may be there. */
export interface LevelOrder {
  readonly rests?: TensorName;
  /** Inputs slide along it. */
  readonly slides?: Dimension;
  readonly transparentTo: readonly TensorName[];
  readonly allowed: readonly Dimension[];
}

/** One entry per level, outermost first. */
export type NestOrder = readonly LevelOrder[];

const opposite: Partial<Record<Dimension, Dimension>> = { P: "R", R: "P", Q: "S", S: "Q" };

/** A window of one tap, or over one output, has nothing in common with the next. */
const canSlide = ({ bounds }: Contraction, dimension: Dimension): boolean => {
  const other = opposite[dimension];
  return other !== undefined && bounds[dimension] > 1 && bounds[other] > 1;
};

export const nestOrders = (
  contraction: Contraction,
  architecture: Architecture,
  placement: Placement,
): readonly NestOrder[] => {
  let nests: readonly NestOrder[] = [[]];
  for (const level of architecture.levels.keys()) {
    const options = levelOrders(contraction, architecture, placement, level);
    nests = nests.flatMap(nest => options.map(option => [...nest, option]));
  }
  return nests;
};

const runnable = ({ bounds }: Contraction, { levels }: Architecture, level: number): readonly Dimension[] =>
  dimensions.filter(
    dimension => bounds[dimension] > 1 && (levels[level]?.temporalDimensions?.includes(dimension) ?? true),
  );

const levelOrders = (
  contraction: Contraction,
  architecture: Architecture,
  placement: Placement,
  level: number,
): readonly LevelOrder[] => {
  const present = runnable(contraction, architecture, level);
  const empty: LevelOrder = { transparentTo: tensorNames, allowed: [] };
  if (present.length === 0) return [empty];
  const stored = tensorNames.filter(tensor => placement.some((kept, at) => at > level && kept.includes(tensor)));
  if (stored.length === 0) return [{ transparentTo: [], allowed: present }];
  const outside = architecture.levels.some(
    (_, outer) => outer < level && runnable(contraction, architecture, outer).length > 0,
  );
  const context = { contraction, present, outside, slidesMatter: stored.includes("inputs") };
  const orders = stored.flatMap(tensor => ordersAtRest(context, tensor));
  if (!orders.some(({ allowed }) => allowed.length === present.length))
    orders.push({ transparentTo: [], allowed: present });
  return outside ? [...orders, empty] : orders;
};

interface LevelContext {
  readonly contraction: Contraction;
  readonly present: readonly Dimension[];
  readonly outside: boolean;
  readonly slidesMatter: boolean;
}

const ordersAtRest = (
  { contraction, present, outside, slidesMatter }: LevelContext,
  rests: TensorName,
): LevelOrder[] => {
  const idle = present.filter(dimension => !isRelevant(rests, dimension));
  if (idle.length === 0 && rests !== "inputs") return [];
  const sliding = (rests === "inputs" ? present : idle).filter(each => slidesMatter && canSlide(contraction, each));
  const slides = sliding.length === 0 ? [undefined] : sliding;
  const order = (dimension: Dimension | undefined, isTransparent: boolean): LevelOrder => ({
    rests,
    ...(dimension === undefined ? {} : { slides: dimension }),
    transparentTo: isTransparent ? [rests] : [],
    allowed: isTransparent ? idle : present,
  });
  const transparent = (rests === "inputs" ? [undefined] : slides).map(each => order(each, true));
  if (idle.length === present.length) return transparent;
  const opaque = slides.map(each => order(each, false));
  return outside && idle.length > 0 ? [...opaque, ...transparent] : opaque;
};

/** Dimensions as a level's temporal loops, outermost first. */
export const orderOf = ({ rests, slides }: LevelOrder): readonly Dimension[] => {
  const rank = (dimension: Dimension): number => {
    if (rests !== undefined && !isRelevant(rests, dimension)) return dimension === slides ? 3 : 2;
    return dimension === slides ? 1 : 0;
  };
  return dimensions.toSorted((a, b) => rank(a) - rank(b));
};
