/** Counts what every level reads, writes and receives under a mapping, to the integer, by closed forms and without walking the nest. */
import type { Architecture } from "./architecture.ts";
import type { Mapping } from "./mapping.ts";
import { type PlacedLoop, placeLoops } from "./nest.ts";
import { countOf, type Cut, type Pieces, piecesOf, slidingSum, sumOf, type Take, windowSum } from "./pieces.ts";
import {
  type Contraction,
  type Dimension,
  dimensions,
  inputExtent,
  isRelevant,
  type TensorName,
  tensorNames,
} from "./workload.ts";

/** Elements: over all instances, and of the busiest one. */
export interface Count {
  readonly total: number;
  readonly busiest: number;
}

/** One tensor's way between a level that keeps it and the next level inward that does, or the MACs. */
export interface Transfer {
  readonly tensor: TensorName;
  /** Indices of levels; the MACs stand one past the last. */
  readonly parent: number;
  readonly child: number;
  /** Elements of the child's largest tile. */
  readonly tile: number;
  /** Instances of the child in use. */
  readonly instances: number;
  /** Read by the parent; equal tiles once where the network multicasts. Of outputs: partial sums, returned or accumulated onto. */
  readonly sent: Count;
  /** Written by the children; of outputs: partial sums that come back. */
  readonly received: Count;
  /** Outputs only: sent up by the children, before the network reduces. */
  readonly returned: Count;
  /** Outputs only: arriving at the parent. */
  readonly updates: Count;
  /** Outputs only: arriving at the parent for good, of `updates`. */
  readonly finished: Count;
  /** Sent by the parent's busiest instance for the first tiles alone; of outputs: arriving with the last. */
  readonly firstTile: number;
}

export interface AccessCounts {
  /** MAC steps of the busiest processing element. */
  readonly steps: number;
  readonly transfers: readonly Transfer[];
}

/**
 * Rules: a tile is fetched again whenever a loop above it turns, but for the run of irrelevant temporal loops directly above;
 * a window loop directly above fetches only what is new. Of a parent, equal tiles are read once where the fan-out multicasts;
 * overlapping ones apart unless it shares windows. Every update but the first of an output reads what is there already.
 * At the MACs there is no reuse: one operand of each kind per step.
 * Ignores: data kept by chance when a loop starts over; the read of a finished output as it is sent up.
 * Source: Timeloop's model (Parashar et al., ISPASS 2019).
 */
export const countAccesses = (contraction: Contraction, architecture: Architecture, mapping: Mapping): AccessCounts => {
  const loops = placeLoops(contraction, mapping);
  const steps = product(dimensions, dimension =>
    countOf(pieces(contraction, loops, dimension, ({ spatial }) => (spatial ? "first" : "each"))),
  );
  const transfers = tensorNames.flatMap(tensor => {
    const keepers = mapping.levels.flatMap(({ keeps }, level) => (keeps.includes(tensor) ? [level] : []));
    return keepers.map((parent, i) => {
      const child = keepers[i + 1] ?? mapping.levels.length;
      return countTransfer({ contraction, architecture, loops, tensor, parent, child });
    });
  });
  return { steps, transfers };
};

export interface Way {
  readonly contraction: Contraction;
  readonly architecture: Architecture;
  readonly loops: readonly PlacedLoop[];
  readonly tensor: TensorName;
  readonly parent: number;
  readonly child: number;
}

/** `given` overrides how temporal loops count, for a nest of which only some loops are known. */
export const countTransfer = (way: Way, given?: MovementRules): Transfer => {
  const { loops, tensor, parent, child } = way;
  const above = { ...way, loops: loops.filter(({ level }) => level < child) };
  const spatial = above.loops.filter(loop => loop.spatial);
  const tile = elements(above, () => "first");
  const instances = spatial.reduce((total, { bound }) => total * bound, 1);
  const rules = given ?? movementRules(above);
  const joined = loopsThatJoin(above);
  const arriving: Count = {
    total: elements(above, loop => (loop.spatial ? "each" : rules.temporal(loop)), rules.mover),
    busiest: elements(above, loop => (loop.spatial ? "first" : rules.temporal(loop)), rules.mover),
  };
  const atParent: Count = {
    total: elements(above, loop => fromParent(above, joined, loop, rules.temporal, "each"), rules.mover),
    busiest: elements(above, loop => fromParent(above, joined, loop, rules.temporal, "first"), rules.mover),
  };
  const firstTile = elements(above, loop => fromParent(above, joined, loop, () => "first", "first"));
  const common = { tensor, parent, child, tile, instances, firstTile };
  if (tensor !== "outputs")
    return { ...common, sent: atParent, received: arriving, returned: none, updates: none, finished: none };
  const distinctBelow = distinct(above, child);
  const distinctHere = distinct({ ...way, loops: loops.filter(({ level }) => level < parent) }, parent);
  return {
    ...common,
    sent: minus(atParent, distinctHere),
    received: child === way.architecture.levels.length ? none : minus(arriving, distinctBelow),
    returned: arriving,
    updates: atParent,
    finished: isReducedAbove(way) ? none : distinctHere,
  };
};

const none: Count = { total: 0, busiest: 0 };
const minus = (a: Count, b: Count): Count => ({ total: a.total - b.total, busiest: a.busiest - b.busiest });

/** Instances of the parent each hold a partial sum of their own, which becomes whole only on its way up. */
const isReducedAbove = ({ loops, parent }: Way): boolean =>
  loops.some(loop => loop.spatial && loop.level < parent && !isRelevant("outputs", loop.dimension));

/** Elements that instances at `level` touch over the whole run. */
const distinct = (way: Way, level: number): Count => {
  const take =
    (spatial: Take) =>
    (loop: PlacedLoop): Take => {
      if (loop.spatial) return spatial;
      return isRelevant(way.tensor, loop.dimension) ? "each" : "first";
    };
  const above = { ...way, child: level };
  return { total: elements(above, take("each")), busiest: elements(above, take("first")) };
};

export interface MovementRules {
  readonly temporal: (loop: PlacedLoop) => Take;
  /** The innermost temporal loop that changes the tile, where it slides a window. */
  readonly mover?: PlacedLoop;
}

const movementRules = ({ loops, tensor, child, architecture }: Way): MovementRules => {
  if (child === architecture.levels.length) return { temporal: () => "each" };
  const mover = loops.findLast(loop => !loop.spatial && isRelevant(tensor, loop.dimension));
  const turns = mover === undefined ? [] : loops.slice(0, loops.indexOf(mover) + 1);
  const temporal = (loop: PlacedLoop): Take => (turns.includes(loop) ? "each" : "first");
  const slides = tensor === "inputs" && mover !== undefined && isWindowed(mover.dimension);
  return slides ? { temporal, mover } : { temporal };
};

/** How loops between parent and child count at the parent. */
const fromParent = (
  { architecture, tensor, parent }: Way,
  joined: ReadonlySet<PlacedLoop>,
  loop: PlacedLoop,
  temporal: (loop: PlacedLoop) => Take,
  aboveParent: Take,
): Take => {
  if (!loop.spatial) return temporal(loop);
  if (loop.level < parent) return aboveParent;
  const fanOut = architecture.levels[loop.level]?.fanOut;
  if (fanOut === undefined) return "each";
  if (!isRelevant(tensor, loop.dimension))
    return (tensor === "outputs" ? fanOut.reduces : fanOut.multicasts) ? "first" : "each";
  return joined.has(loop) ? "whole" : "each";
};

/**
 * Spatial loops whose instances share their windows: where the fan-out declares it, no temporal loop cuts the dimension once
 * more, so that pieces lie side by side at every instant, and the windows of neighbours touch.
 */
const loopsThatJoin = (way: Way): ReadonlySet<PlacedLoop> => {
  const { architecture, contraction, loops, tensor, parent } = way;
  const joined = new Set<PlacedLoop>();
  if (tensor !== "inputs") return joined;
  const eligible = loops.filter(
    loop =>
      loop.spatial &&
      loop.level >= parent &&
      architecture.levels[loop.level]?.fanOut.sharesWindows === true &&
      !loops.some(inner => inner.dimension === loop.dimension && inner.level > loop.level && !inner.spatial),
  );
  const first = (dimension: Dimension): number => sumOf(pieces(contraction, loops, dimension, () => "first"));
  for (const { axis, outputs, taps } of windowAxes) {
    const shift = ({ dimension, step }: PlacedLoop): number =>
      step * (dimension === outputs ? contraction.strides : contraction.dilations)[axis];
    let window = inputExtent(contraction, axis, first(outputs), first(taps));
    const along = eligible.filter(({ dimension }) => dimension === outputs || dimension === taps);
    for (const loop of along.toSorted((a, b) => shift(a) - shift(b)))
      if (shift(loop) <= window) {
        joined.add(loop);
        window += (loop.bound - 1) * shift(loop);
      }
  }
  return joined;
};

const windowAxes = [
  { axis: 0, outputs: "P", taps: "R" },
  { axis: 1, outputs: "Q", taps: "S" },
] as const;

/** Its loops slide a window over the inputs. */
const isWindowed = (dimension: Dimension): boolean => "PQRS".includes(dimension);

type TakeOf = (loop: PlacedLoop) => Take;

/** Elements of the tensor in all tiles that `take` selects; `mover` slides instead of starting anew. */
const elements = (way: Way, take: TakeOf, mover?: PlacedLoop): number => {
  const { contraction, loops, tensor } = way;
  const along = (dimension: Dimension): number => {
    const relevant = isRelevant(tensor, dimension);
    if (!loops.some(loop => loop.dimension === dimension)) return relevant ? contraction.bounds[dimension] : 1;
    const found = pieces(contraction, loops, dimension, take);
    return relevant ? sumOf(found) : countOf(found);
  };
  if (tensor !== "inputs") return product(dimensions, along);
  return windowAxes.reduce(
    (total, axis) => total * windowElements(way, axis, take, mover),
    product(["G", "N", "K", "C"], along),
  );
};

const windowElements = (
  { contraction, loops }: Way,
  { axis, outputs, taps }: (typeof windowAxes)[number],
  take: TakeOf,
  mover: PlacedLoop | undefined,
): number => {
  const along = (dimension: Dimension): Pieces => pieces(contraction, loops, dimension, take);
  if (mover === undefined || (mover.dimension !== outputs && mover.dimension !== taps))
    return windowSum(contraction, axis, along(outputs), along(taps));
  const ofMover = loops.filter(({ dimension }) => dimension === mover.dimension);
  const at = ofMover.indexOf(mover);
  const cuts = ofMover.map((loop): Cut => ({ step: loop.step, take: take(loop) }));
  return slidingSum({
    windows: contraction,
    axis,
    moves: mover.dimension === outputs ? "outputs" : "taps",
    before: piecesOf(contraction.bounds[mover.dimension], cuts.slice(0, at)),
    step: mover.step,
    after: cuts.slice(at + 1),
    other: along(mover.dimension === outputs ? taps : outputs),
  });
};

const pieces = ({ bounds }: Contraction, loops: readonly PlacedLoop[], dimension: Dimension, take: TakeOf): Pieces =>
  piecesOf(
    bounds[dimension],
    loops.filter(loop => loop.dimension === dimension).map(loop => ({ step: loop.step, take: take(loop) })),
  );

const product = (over: readonly Dimension[], factor: (dimension: Dimension) => number): number =>
  over.reduce((total, dimension) => total * factor(dimension), 1);
