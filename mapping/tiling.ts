/** How large the tiles of a plain mapping grow at each level, and the mapping that follows. */
import type { Architecture } from "./architecture.ts";
import type { Loop, LevelMapping, Mapping } from "./mapping.ts";
import type { Unrolling } from "./unrolling.ts";
import { type Contraction, type Dimension, elementsOf, inputExtent, type TensorName } from "./workload.ts";

export type Extents = Readonly<Record<Dimension, number>>;

/** Tensors kept per level. */
export type Placement = readonly (readonly TensorName[])[];

/** One per level, outermost first: what a tile there spans. The first is the whole workload. */
export type Tiling = readonly Extents[];

/** Bits of a tensor's tile; outputs count as partial sums, which is never too little. */
export const tileBits = (contraction: Contraction, tensor: TensorName, { G, N, K, C, P, Q, R, S }: Extents): number => {
  const { bits } = contraction;
  switch (tensor) {
    case "weights":
      return G * K * C * R * S * bits.weights;
    case "outputs":
      return G * N * K * P * Q * bits.partialSums;
    case "inputs":
      return G * N * C * inputExtent(contraction, 0, P, R) * inputExtent(contraction, 1, Q, S) * bits.inputs;
  }
};

/** What partial sums take beyond the room of a resident tensor, whether there are any or not. */
const residentBits = (contraction: Contraction, tensor: TensorName): number =>
  tensor === "outputs"
    ? elementsOf(contraction, tensor) * Math.max(0, contraction.bits.partialSums - contraction.bits.outputs)
    : 0;

/** Bits by which tiles of these extents overflow a level; not above 0 where they fit. */
export const overflow = (
  contraction: Contraction,
  { levels, overlap }: Architecture,
  level: number,
  kept: readonly TensorName[],
  extents: Extents,
): number => {
  const capacity = levels[level]?.capacity ?? "unlimited";
  if (capacity === "unlimited") return 0;
  const copies = overlap === "double-buffered" && level > 0 ? 2 : 1;
  const needed = (tensor: TensorName): number =>
    levels[level]?.resident?.includes(tensor) === true
      ? residentBits(contraction, tensor)
      : copies * tileBits(contraction, tensor, extents);
  return kept.reduce((bits, tensor) => bits + needed(tensor), 0) - capacity;
};

/** The order in which dimensions may grow. */
export type Priority = readonly Dimension[];

export interface TilingProblem {
  readonly contraction: Contraction;
  readonly architecture: Architecture;
  readonly placement: Placement;
  readonly unrolling: Unrolling;
}

/** A tile of a single MAC. */
export const single: Extents = { G: 1, N: 1, K: 1, C: 1, P: 1, Q: 1, R: 1, S: 1 };

/**
 * From the innermost level outwards, each dimension in the order of priority as large as this level and all further out allow.
 * Undefined where not even the unrolled tiles fit.
 */
export const growTiles = (problem: TilingProblem, priority: Priority): Tiling | undefined => {
  const { architecture, contraction } = problem;
  const tiling: Extents[] = [];
  let extents: Extents = single;
  for (let level = architecture.levels.length - 1; level > 0; level--) {
    extents = unrolled(problem, level, extents);
    if (!fits(problem, level, extents)) return undefined;
    const runs = architecture.levels[level]?.temporalDimensions;
    for (const dimension of priority)
      if (runs === undefined || runs.includes(dimension)) extents = grow(problem, level, extents, dimension);
    tiling.unshift(extents);
  }
  return [contraction.bounds, ...tiling];
};

/** Extents outside of the spatial loops of a level. */
const unrolled = ({ contraction, unrolling }: TilingProblem, level: number, inside: Extents): Extents => {
  const extents: Record<Dimension, number> = { ...inside };
  const { x, y } = unrolling[level] ?? { x: [], y: [] };
  for (const { dimension, bound } of [...x, ...y])
    extents[dimension] = Math.min(contraction.bounds[dimension], extents[dimension] * bound);
  return extents;
};

/** The tile fits this level, and what it takes at the least fits all levels around. */
const fits = (problem: TilingProblem, level: number, extents: Extents): boolean => {
  const { contraction, architecture, placement } = problem;
  let around = extents;
  for (let at = level; at > 0; at--) {
    if (at < level) around = unrolled(problem, at, around);
    if (overflow(contraction, architecture, at, placement[at] ?? [], around) > 0) return false;
  }
  return true;
};

/** The largest number of whole steps that fits, by bisection. */
const grow = (problem: TilingProblem, level: number, extents: Extents, dimension: Dimension): Extents => {
  const whole = problem.contraction.bounds[dimension];
  const step = extents[dimension];
  const widened = (steps: number): Extents => ({ ...extents, [dimension]: Math.min(whole, step * steps) });
  let enough = 1;
  let tooMany = Math.ceil(whole / step) + 1;
  while (tooMany - enough > 1) {
    const middle = Math.floor((enough + tooMany) / 2);
    if (fits(problem, level, widened(middle))) enough = middle;
    else tooMany = middle;
  }
  return widened(enough);
};

/** Loop orders, outermost first, by the tensor that rests while the innermost loops turn. */
export const orders: Readonly<Record<TensorName, readonly Dimension[]>> = {
  weights: ["G", "K", "C", "R", "S", "N", "Q", "P"],
  inputs: ["G", "N", "C", "S", "R", "Q", "P", "K"],
  outputs: ["G", "N", "K", "Q", "P", "C", "R", "S"],
};

/** Instances over which the loops unroll a dimension. */
const spread = (dimension: Dimension, loops: readonly Loop[]): number =>
  loops.reduce((product, loop) => (loop.dimension === dimension ? product * loop.bound : product), 1);

/** The mapping whose tiles are at most those of the tiling; bounds are rounded so that no piece is empty. */
export const toMapping = (
  { contraction, placement, unrolling }: TilingProblem,
  tiling: Tiling,
  resting: readonly TensorName[],
): Mapping => {
  const left: Record<Dimension, number> = { ...contraction.bounds };
  const cut = (dimension: Dimension, target: number): Loop[] => {
    const bound = Math.ceil(left[dimension] / target);
    if (bound <= 1) return [];
    left[dimension] = Math.ceil(left[dimension] / bound);
    return [{ dimension, bound }];
  };
  const levels = placement.map((keeps, level): LevelMapping => {
    const inside = tiling[level + 1] ?? single;
    const { x, y } = unrolling[level] ?? { x: [], y: [] };
    const temporal = orders[resting[level] ?? "outputs"].flatMap(dimension =>
      cut(dimension, inside[dimension] * spread(dimension, [...x, ...y])),
    );
    const unroll = (loops: readonly Loop[], within: readonly Loop[]): Loop[] =>
      loops.flatMap(({ dimension }, i) =>
        cut(dimension, inside[dimension] * spread(dimension, [...loops.slice(i + 1), ...within])),
      );
    return { temporal, spatial: { x: unroll(x, y), y: unroll(y, []) }, keeps };
  });
  return { levels };
};
