/** Which dimensions a plain mapping unrolls over which fan-outs. */
import type { Architecture, FanOutAxis } from "./architecture.ts";
import type { Loop } from "./mapping.ts";
import { type Contraction, type Dimension, dimensions } from "./workload.ts";

/** Per level, the loops along each axis. Their bounds are what is aimed at; remainders may leave some instances idle. */
export type Unrolling = readonly { readonly x: readonly Loop[]; readonly y: readonly Loop[] }[];

/** The fewest instances that need no more passes than all `available` would: 24 on 16 takes 2 passes, so 12 do. */
export const evenShare = (extent: number, available: number): number =>
  Math.ceil(extent / Math.ceil(extent / Math.max(1, available)));

const keptUnrollings = 3;

/**
 * Unrollings in order of the MAC steps that remain, few instances before many: those that start each axis with another of its
 * dimensions, and fill what is left with the others.
 */
export const unrollingsOf = ({ bounds }: Contraction, { levels }: Architecture): readonly Unrolling[] => {
  let partial: readonly Unfinished[] = [{ unrolling: [], left: bounds }];
  for (const { fanOut } of levels)
    partial = best(
      partial.flatMap(outer =>
        fillings(fanOut.x, outer.left).flatMap(x =>
          fillings(fanOut.y, x.left).map(y => ({
            unrolling: [...outer.unrolling, { x: x.loops, y: y.loops }],
            left: y.left,
          })),
        ),
      ),
    );
  return partial.map(({ unrolling }) => unrolling);
};

interface Unfinished {
  readonly unrolling: Unrolling;
  /** Steps that remain along each dimension. */
  readonly left: Readonly<Record<Dimension, number>>;
}

interface Filling {
  readonly loops: readonly Loop[];
  readonly left: Readonly<Record<Dimension, number>>;
}

const fillings = (axis: FanOutAxis, left: Readonly<Record<Dimension, number>>): readonly Filling[] => {
  const usable = axis.size > 1 ? axis.dimensions.filter(dimension => left[dimension] > 1) : [];
  if (usable.length === 0) return [{ loops: [], left }];
  const bySize = usable.toSorted((a, b) => left[b] - left[a]);
  return usable.map(first => fill(axis.size, left, [first, ...bySize.filter(dimension => dimension !== first)]));
};

const fill = (size: number, found: Readonly<Record<Dimension, number>>, order: readonly Dimension[]): Filling => {
  const left = { ...found };
  const loops: Loop[] = [];
  let available = size;
  for (const dimension of order) {
    const bound = evenShare(left[dimension], available);
    if (bound === 1) continue;
    loops.push({ dimension, bound });
    left[dimension] = Math.ceil(left[dimension] / bound);
    available = Math.floor(available / bound);
  }
  return { loops, left };
};

const best = (candidates: readonly Unfinished[]): readonly Unfinished[] => {
  const steps = ({ left }: Unfinished): number =>
    dimensions.reduce((product, dimension) => product * left[dimension], 1);
  const instances = ({ unrolling }: Unfinished): number =>
    unrolling.flatMap(({ x, y }) => [...x, ...y]).reduce((product, { bound }) => product * bound, 1);
  return candidates.toSorted((a, b) => steps(a) - steps(b) || instances(a) - instances(b)).slice(0, keptUnrollings);
};
