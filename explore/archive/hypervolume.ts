/** How much of the space of scores a front dominates, exact in any number of dimensions. All scores are minimized. */
import { InternalError } from "../../support/diagnostic.ts";
import { nonDominatedRanks } from "./non-dominated-sort.ts";
import { sweptVolume } from "./swept-volume.ts";

/** A hypervolume says nothing without the point it was measured to. */
export interface Hypervolume {
  readonly value: number;
  readonly reference: readonly number[];
}

type Point = readonly number[];

/**
 * The volume between the points and the reference: what at least one of them is no worse than. Points that aren't better than the
 * reference in every score add nothing. Two dimensions: a sweep; three: a sweep, O(n log n) (Beume et al., IEEE TEVC 2009); more: WFG,
 * exponential in the dimensions (While, Bradstreet and Barone, IEEE TEVC 2012).
 *
 * @param points Any, dominated and equal ones included.
 */
export const hypervolume = (points: readonly Point[], reference: Point): Hypervolume => {
  if (reference.length === 0 || !reference.every(Number.isFinite))
    throw new InternalError(`[${reference.join(", ")}] is no reference point`);
  for (const point of points)
    if (point.length !== reference.length || point.some(Number.isNaN))
      throw new InternalError(`[${point.join(", ")}] is no point beside [${reference.join(", ")}]`);
  const inside = points.filter(point => point.every((score, k) => score < (reference[k] ?? 0)));
  return { value: volumeOf(inside, reference), reference };
};

const volumeOf = (points: readonly Point[], reference: Point): number => {
  if (points.length === 0) return 0;
  if (reference.length <= 3) return sweptVolume(points, reference);
  return slicedVolume(nonDominated(points), reference);
};

/**
 * The sum of what each point adds to those after it. Points come with the last score falling, so that those after it are better there,
 * and what it shares with them ends at its own last score: one dimension less.
 */
const slicedVolume = (points: readonly Point[], reference: Point): number => {
  const last = reference.length - 1;
  const below = reference.slice(0, last);
  const order = points.toSorted((a, b) => (b[last] ?? 0) - (a[last] ?? 0));
  let volume = 0;
  for (const [i, point] of order.entries()) {
    const height = (reference[last] ?? 0) - (point[last] ?? 0);
    const base = point.slice(0, last);
    const shared = order.slice(i + 1).map(other => base.map((score, k) => Math.max(score, other[k] ?? 0)));
    volume += height * (boxOf(base, below) - volumeOf(shared, below));
  }
  return volume;
};

/** Between one point and the reference. */
const boxOf = (point: Point, reference: Point): number =>
  point.reduce((product, score, k) => product * ((reference[k] ?? 0) - score), 1);

/** Of equal points the first stays. */
const nonDominated = (points: readonly Point[]): readonly Point[] => {
  const ranks = nonDominatedRanks(points);
  const kept = new Map(points.flatMap((point, i) => (ranks[i] === 0 ? [[point.join(","), point] as const] : [])));
  return [...kept.values()];
};
