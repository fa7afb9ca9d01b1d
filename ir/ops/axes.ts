/** What operators that work along axes share: legal axes, reduced dims. Axes count from the front here. */

/** Fault of an axis against the rank of the operand. */
export const axisFaults = (axis: number, rank: number): string[] =>
  axis >= 0 && axis < rank ? [] : [`axis ${axis} is outside 0…${rank - 1}`];

/** Faults of a list of axes: each legal, none twice. */
export const axesFaults = (axes: readonly number[], rank: number): string[] => {
  const faults = axes.flatMap(axis => axisFaults(axis, rank));
  if (new Set(axes).size !== axes.length) faults.push(`axes [${axes.join(",")}] name an axis twice`);
  return faults;
};

/** The dims with each of `axes` shrunk to 1, or gone unless `keepDims`. */
export const reducedDims = (dims: readonly number[], axes: readonly number[], keepDims: boolean): number[] =>
  dims.map((dim, axis) => (axes.includes(axis) ? 1 : dim)).filter((_, axis) => keepDims || !axes.includes(axis));
