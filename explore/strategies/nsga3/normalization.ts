/** Brings objectives of any size to between 0 and 1 on the front: by the best values seen, and by where the front's hyperplane ends. */
import type { Memory } from "../population/population.ts";

type Point = readonly number[];

export interface Normalization {
  /** The least of each score that was ever seen within the limits. */
  readonly ideal: Point;
  /** The greatest. */
  readonly worst: Point;
  /** One per objective: the point of a front that is nearest to its axis. */
  readonly extremes: readonly Point[];
  /** What becomes 1; above the ideal in every score. */
  readonly nadir: Point;
}

/** Below this share of the front's extent a distance counts as none (Deb and Jain's own code has 1e-3 for scores about 1). */
const negligible = 1e-3;
const leastIntercept = 1e-6;
/** Weight of all axes but one in the scalarizing function that finds the extremes (Deb and Jain 2014, equation 4). */
const offAxis = 1e6;

/** @param front Not empty; its scores stand among `points`. */
export const normalizationOf = (points: readonly Point[], front: readonly Point[], memory: Memory): Normalization => {
  const [ideal, worst] = [least([...memory.slice(0, 1), ...points]), greatest([...memory.slice(1, 2), ...points])];
  const scale = greatest(front).map((most, k) => most - at(ideal, k) || 1);
  const translated = (point: Point): Point => point.map((score, k) => (score - at(ideal, k)) / at(scale, k));
  const extremes = ideal.map((_, axis) => nearestToAxis([...memory.slice(2), ...front], axis, translated));
  const intercepts =
    interceptsOf(extremes.map(translated)) ?? greatest(front).map((most, k) => (most - at(ideal, k)) / at(scale, k));
  const farthest = greatest(points);
  const nadir = intercepts.map((intercept, k) => {
    const end = Math.min(at(ideal, k) + intercept * at(scale, k), at(worst, k));
    return end - at(ideal, k) > leastIntercept * at(scale, k) ? end : Math.max(at(farthest, k), at(ideal, k));
  });
  return { ideal, worst, extremes, nadir };
};

/** As what a later normalization is made from. */
export const memoryOf = ({ ideal, worst, extremes }: Normalization): Memory => [ideal, worst, ...extremes];

export const normalized = (point: Point, { ideal, nadir }: Normalization): Point =>
  point.map((score, k) => (score - at(ideal, k)) / (at(nadir, k) - at(ideal, k) || Number.EPSILON));

const nearestToAxis = (points: readonly Point[], axis: number, translated: (point: Point) => Point): Point => {
  const distance = (point: Point): number =>
    Math.max(...translated(point).map((score, k) => (score < negligible ? 0 : score) * (k === axis ? 1 : offAxis)));
  let nearest: Point = [];
  let shortest = Infinity;
  for (const point of points) {
    const length = distance(point);
    if (length < shortest) [nearest, shortest] = [point, length];
  }
  return nearest;
};

/** Where the hyperplane through these points meets the axes; undefined where there is none, or it meets one at or below 0. */
const interceptsOf = (extremes: readonly Point[]): Point | undefined => {
  const plane = solved(
    extremes,
    extremes.map(() => 1),
  );
  const intercepts = plane?.map(coefficient => 1 / coefficient);
  return intercepts?.every(intercept => intercept > leastIntercept && intercept < Infinity) === true
    ? intercepts
    : undefined;
};

/** A pivot below this share of 1, the size of what is solved for here, is none. */
const leastPivot = 1e-12;

/** Gauss and Jordan's elimination with partial pivoting; undefined where the matrix is singular. */
const solved = (matrix: readonly Point[], right: Point): Point | undefined => {
  let rows = matrix.map((row, i) => [...row, at(right, i)]);
  for (let column = 0; column < rows.length; column++) {
    const rest = rows.slice(column);
    const pivot = rest.reduce((a, b) => (Math.abs(at(b, column)) > Math.abs(at(a, column)) ? b : a));
    if (Math.abs(at(pivot, column)) < leastPivot) return undefined;
    const unit = pivot.map(value => value / at(pivot, column));
    const others = [...rows.slice(0, column), unit, ...rest.filter(row => row !== pivot)];
    rows = others.map(row => (row === unit ? row : row.map((value, k) => value - at(row, column) * at(unit, k))));
  }
  return rows.map(row => at(row, rows.length));
};

const least = (points: readonly Point[]): Point => reduced(points, Math.min);
const greatest = (points: readonly Point[]): Point => reduced(points, Math.max);

const reduced = (points: readonly Point[], pick: (a: number, b: number) => number): Point =>
  points.reduce((a, b) => a.map((score, k) => pick(score, at(b, k))));

const at = (point: Point, k: number): number => point[k] ?? 0;
