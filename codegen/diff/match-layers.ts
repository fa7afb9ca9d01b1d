/**
 * Which layer of one plan is which layer of another. Names stay what the user called them, but passes fuse in other ways from
 * version to version and machine to machine, so that a layer may be known by its origins alone.
 */
import type { PlanLayer } from "../../accelerators/plan.ts";
import { type Pair, paired } from "./changes.ts";

/** Layers of equal names first, then those that share most of their origins; each layer has one counterpart at most. */
export const matchLayers = (before: readonly PlanLayer[], after: readonly PlanLayer[]): readonly Pair<PlanLayer>[] => {
  const byName = paired(before, after, ({ name }) => name);
  const alone = byName.flatMap(([old, now]) => (old !== undefined && now === undefined ? [old] : []));
  const newcomers = byName.flatMap(([old, now]) => (old === undefined && now !== undefined ? [now] : []));
  const found = matchOrigins(alone, newcomers);
  const taken = new Set(found.values());
  return byName.flatMap(([old, now]): readonly Pair<PlanLayer>[] => {
    if (old !== undefined) return [[old, now ?? found.get(old)]];
    return now === undefined || taken.has(now) ? [] : [[old, now]];
  });
};

interface Likeness {
  readonly old: PlanLayer;
  readonly now: PlanLayer;
  /** Origins that both have, of those that either has. */
  readonly share: number;
}

/** The most alike first; of equals those that come first in the first plan, then in the second. */
const matchOrigins = (before: readonly PlanLayer[], after: readonly PlanLayer[]): ReadonlyMap<PlanLayer, PlanLayer> => {
  const readers = new Map<string, PlanLayer[]>();
  for (const now of after)
    for (const origin of new Set(now.origins)) {
      const known = readers.get(origin);
      if (known === undefined) readers.set(origin, [now]);
      else known.push(now);
    }
  const likenesses = before.flatMap(old => {
    const candidates = new Set(old.origins.flatMap(origin => readers.get(origin) ?? []));
    return [...candidates].map((now): Likeness => ({ old, now, share: sharedOrigins(old, now) }));
  });
  const found = new Map<PlanLayer, PlanLayer>();
  const taken = new Set<PlanLayer>();
  for (const { old, now } of likenesses.toSorted((a, b) => b.share - a.share)) {
    if (found.has(old) || taken.has(now)) continue;
    found.set(old, now);
    taken.add(now);
  }
  return found;
};

const sharedOrigins = (a: PlanLayer, b: PlanLayer): number => {
  const own = new Set(a.origins);
  const either = new Set([...a.origins, ...b.origins]);
  return new Set(b.origins.filter(origin => own.has(origin))).size / either.size;
};
