/** Vectors of which none is better in every entry. */

/** True where no entry of `a` is above that of `b`. */
const isAtMost = (a: readonly number[], b: readonly number[]): boolean => {
  for (let i = 0; i < a.length; i++) if ((a[i] ?? 0) > (b[i] ?? 0)) return false;
  return true;
};

/** Those that no other one is at most; of equals the first. In rising order of the first entries. */
export const paretoOf = <T extends { readonly vector: readonly number[] }>(entries: readonly T[]): readonly T[] => {
  const sorted = entries.toSorted((a, b) => compare(a.vector, b.vector));
  const kept: T[] = [];
  for (const entry of sorted) if (!kept.some(({ vector }) => isAtMost(vector, entry.vector))) kept.push(entry);
  return kept;
};

const compare = (a: readonly number[], b: readonly number[]): number => {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};
