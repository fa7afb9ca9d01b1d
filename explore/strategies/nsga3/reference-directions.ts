/** Directions spread evenly over the unit simplex: where NSGA-III looks for one design each. */

/**
 * All points of the simplex whose coordinates are multiples of 1/p (Das and Dennis, SIAM J. Optimization 1998), for the greatest p
 * that makes no more than `most`. Of a hundred: 100 for two objectives, 91 for three (p = 12), 84 for four (p = 6).
 *
 * One per objective at least, whatever `most`.
 */
export const referenceDirections = (objectives: number, most: number): readonly (readonly number[])[] => {
  if (objectives === 1) return [[1]];
  let partitions = 1;
  while (directionCount(objectives, partitions + 1) <= most) partitions++;
  return compositions(objectives, partitions).map(parts => parts.map(part => part / partitions));
};

/** The binomial of objectives + p − 1 over p. */
const directionCount = (objectives: number, partitions: number): number => {
  let count = 1;
  for (let i = 1; i < objectives; i++) count = (count * (partitions + i)) / i;
  return count;
};

/** All ways to write a number as a sum of whole parts, in order. */
const compositions = (parts: number, total: number): readonly (readonly number[])[] =>
  parts === 1
    ? [[total]]
    : Array.from({ length: total + 1 }, (_, first) => first).flatMap(first =>
        compositions(parts - 1, total - first).map(rest => [first, ...rest]),
      );
