/** Of a network whose tasks run in a row: what the rest of it can cost at the least within so many cycles. */
import type { FlatTask } from "./problem.ts";

interface Point {
  readonly cycles: number;
  readonly energy: number;
}

/** Points are thinned out beyond so many, downwards, so that bounds stay bounds. */
const mostPoints = 256;

/** Per position in the network, and after its end: rising cycles, falling energy. */
export const suffixFronts = (tasks: readonly FlatTask[]): readonly (readonly Point[])[] => {
  const fronts: (readonly Point[])[] = [[{ cycles: 0, energy: 0 }]];
  for (const { choices } of tasks.toReversed()) {
    const rest = fronts[0] ?? [];
    const sums = choices.flatMap(choice =>
      rest.map(({ cycles, energy }) => ({ cycles: cycles + choice.cycles, energy: energy + choice.energy })),
    );
    fronts.unshift(thinned(frontOf(sums)));
  }
  return fronts;
};

const frontOf = (points: readonly Point[]): readonly Point[] => {
  const kept: Point[] = [];
  for (const point of points.toSorted((a, b) => a.cycles - b.cycles || a.energy - b.energy))
    if (point.energy < (kept.at(-1)?.energy ?? Infinity)) kept.push(point);
  return kept;
};

/** Neighbours become one that is no worse than either: the cycles of the first, the energy of the last. */
const thinned = (points: readonly Point[]): readonly Point[] => {
  if (points.length <= mostPoints) return points;
  const group = Math.ceil(points.length / mostPoints);
  return Array.from({ length: Math.ceil(points.length / group) }, (_, i) => {
    const members = points.slice(i * group, (i + 1) * group);
    return { cycles: members[0]?.cycles ?? 0, energy: members.at(-1)?.energy ?? 0 };
  });
};

/** Infinite where no choice is fast enough. */
export const leastEnergyWithin = (front: readonly Point[], cycles: number): number =>
  front.findLast(point => point.cycles <= cycles)?.energy ?? Infinity;
