/** Sorts points into fronts: the first is beaten by none, the second only by the first, and so on. All scores are minimized. */
import { InternalError } from "../../support/diagnostic.ts";

/** No worse in every score and better in one. */
export const dominates = (a: readonly number[], b: readonly number[]): boolean => {
  let isBetter = false;
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference > 0) return false;
    if (difference < 0) isBetter = true;
  }
  return isBetter;
};

/**
 * The front of each point, from 0. Equal points share one. In two dimensions by Jensen's sweep, O(n log n) (IEEE TEVC 2003); in more
 * by ENS-BS, O(n²) at worst and far less where there are many fronts (Zhang et al., IEEE TEVC 2015).
 */
export const nonDominatedRanks = (points: readonly (readonly number[])[]): Int32Array => {
  const dimensions = points[0]?.length ?? 0;
  const scores = flattened(points, dimensions);
  const order = lexicographic(scores, dimensions, points.length);
  return dimensions <= 2 ? sweep(scores, dimensions, order) : efficientSort(scores, dimensions, order);
};

const flattened = (points: readonly (readonly number[])[], dimensions: number): Float64Array => {
  const scores = new Float64Array(points.length * dimensions);
  for (const [i, point] of points.entries()) {
    if (point.length !== dimensions || point.some(Number.isNaN))
      throw new InternalError(`point ${i} of ${points.length} is [${point.join(", ")}], not ${dimensions} numbers`);
    scores.set(point, i * dimensions);
  }
  return scores;
};

/** Nothing is dominated by what comes after it. */
const lexicographic = (scores: Float64Array, dimensions: number, count: number): Int32Array =>
  Int32Array.from({ length: count }, (_, i) => i).sort((a, b) => {
    for (let k = 0; k < dimensions; k++) {
      const difference = (scores[a * dimensions + k] ?? 0) - (scores[b * dimensions + k] ?? 0);
      if (difference !== 0) return difference;
    }
    return a - b;
  });

/**
 * In order of the first score, a front dominates a point where the least second score of it is no greater; and those least scores rise
 * from front to front, so that the first front that does not is found by bisection. The last score alone stands for both where there
 * is but one.
 */
const sweep = (scores: Float64Array, dimensions: number, order: Int32Array): Int32Array => {
  const ranks = new Int32Array(order.length);
  const least: number[] = [];
  let previous = -1;
  for (const point of order) {
    const isRepeated = previous >= 0 && isEqual(scores, dimensions, point, previous);
    const score = scores[(point + 1) * dimensions - 1] ?? 0;
    const rank = isRepeated ? (ranks[previous] ?? 0) : firstWhere(least.length, front => (least[front] ?? 0) > score);
    ranks[point] = rank;
    least[rank] = score;
    previous = point;
  }
  return ranks;
};

const efficientSort = (scores: Float64Array, dimensions: number, order: Int32Array): Int32Array => {
  const ranks = new Int32Array(order.length);
  const fronts: number[][] = [];
  for (const point of order) {
    const rank = firstWhere(fronts.length, front => !isBeaten(scores, dimensions, fronts[front] ?? [], point));
    ranks[point] = rank;
    (fronts[rank] ??= []).push(point);
  }
  return ranks;
};

/** Later members are the likelier to dominate: their first scores are nearer. */
const isBeaten = (scores: Float64Array, dimensions: number, front: readonly number[], point: number): boolean => {
  for (let i = front.length - 1; i >= 0; i--) {
    const member = front[i] ?? 0;
    if (isNoWorse(scores, dimensions, member, point) && !isEqual(scores, dimensions, member, point)) return true;
  }
  return false;
};

const isNoWorse = (scores: Float64Array, dimensions: number, a: number, b: number): boolean => {
  for (let k = dimensions - 1; k >= 0; k--)
    if ((scores[a * dimensions + k] ?? 0) > (scores[b * dimensions + k] ?? 0)) return false;
  return true;
};

const isEqual = (scores: Float64Array, dimensions: number, a: number, b: number): boolean => {
  for (let k = 0; k < dimensions; k++) if (scores[a * dimensions + k] !== scores[b * dimensions + k]) return false;
  return true;
};

/** The least position from which on `holds` is true, given that it never turns false again. */
const firstWhere = (count: number, holds: (position: number) => boolean): number => {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
};
