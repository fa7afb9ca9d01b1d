/** The mappings worth keeping: none is both slower and costlier in energy than another. */
interface TwoCosts {
  readonly cost: { readonly latency: number; readonly energy: number };
}

/** Fastest first. Of equals the first found stays, so that the result depends on nothing but the order of `candidates`. */
export const paretoFront = <T extends TwoCosts>(candidates: readonly T[]): readonly T[] => {
  const sorted = candidates.toSorted((a, b) => a.cost.latency - b.cost.latency || a.cost.energy - b.cost.energy);
  const front: T[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of sorted)
    if (candidate.cost.energy < least) {
      least = candidate.cost.energy;
      front.push(candidate);
    }
  return front;
};
