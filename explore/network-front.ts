/** The whole front of a network: which sums of cost and weight its layers can reach. */
import { InternalError } from "../support/diagnostic.ts";
import { merged, nonDominated } from "../support/cheapest-within.ts";
import { type Partial, type Route, routeOf, type Stages, start } from "../support/stages.ts";

export interface NetworkFront {
  /** By rising weight and falling cost. */
  readonly routes: readonly Route[];
  /**
   * 0 where these are all. Else each route of the complete front has one here that costs no more and weighs at most
   * `1 + tolerance` times as much.
   */
  readonly tolerance: number;
}

/**
 * Merges the fronts of all layers, state by state. Without `mostPoints` exact; but the number of points can grow with the product of
 * the fronts. With it, a state that has more than so many points keeps, of each run of points whose weights differ by a
 * small share, the heaviest and cheapest, and the tolerance says what that adds up to.
 */
export const networkFront = (stages: Stages, mostPoints = Infinity): NetworkFront => {
  let reached: ReadonlyMap<number, readonly Partial[]> = new Map([[0, [start]]]);
  let factor = 1;
  for (const stage of stages) {
    const next = new Map<number, readonly Partial[]>();
    let widest = 0;
    for (const [state, partials] of merged(reached, stage, () => true)) {
      const { kept, share } = thinned(nonDominated(partials), mostPoints);
      next.set(state, kept);
      widest = Math.max(widest, share);
    }
    factor *= 1 + widest;
    reached = next;
  }
  return { routes: nonDominated([...reached.values()].flat()).map(routeOf), tolerance: factor - 1 };
};

interface Thinned {
  readonly kept: readonly Partial[];
  /** By how much a point's weight may exceed that of one that it stands for. */
  readonly share: number;
}

const thinned = (front: readonly Partial[], most: number): Thinned => {
  if (front.length <= most) return { kept: front, share: 0 };
  for (let share = 2 ** -30; share < 2 ** 60; share *= 2) {
    const kept = withinShares(front, share);
    if (kept.length <= most || kept.length === 1) return { kept, share };
  }
  throw new InternalError("a front whose weights are not all above 0 cannot be thinned");
};

/** Of each run of points within `share` of its lightest, the last. */
const withinShares = (front: readonly Partial[], share: number): readonly Partial[] => {
  const kept: Partial[] = [];
  let limit = -Infinity;
  for (const partial of front) {
    if (partial.weight <= limit) kept.pop();
    else limit = partial.weight * (1 + share);
    kept.push(partial);
  }
  return kept;
};
