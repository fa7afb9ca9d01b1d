/** "Did you mean …?": the known name nearest to a mistyped one. */

/** The candidate with the smallest edit distance to `name`, or undefined where none is near (over a third of its length). */
export const nearestName = (name: string, candidates: Iterable<string>): string | undefined => {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
};

/**
 * Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours count one each (Damerau, CACM
 * 1964). Three rows of the table at a time.
 */
const editDistance = (a: string, b: string): number => {
  let last: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? at(last, j - 2) + 1 : Infinity;
      next.push(Math.min(substitution, swap, at(row, j) + 1, at(next, j - 1) + 1));
    }
    [last, row] = [row, next];
  }
  return at(row, b.length);
};

/** Outside the table nothing can be reached. */
const at = (row: readonly number[], j: number): number => row[j] ?? Infinity;
