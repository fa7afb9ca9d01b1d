/** Ids that a graph does not use yet: numbers for results, names for constants. */
import { allIds, type Graph, type ValueId } from "../ir/graph.ts";

export interface FreshIds {
  /** The next number above every number in use. */
  number(): ValueId;
  /** `stem`, or `stem.1`, `stem.2`, … where it is taken. */
  named(stem: string): ValueId;
}

export const freshIds = (graph: Graph): FreshIds => {
  const taken = new Set(allIds(graph));
  const lastSuffix = new Map<string, number>();
  let last = -1;
  for (const id of taken) if (/^\d{1,15}$/.test(id)) last = Math.max(last, Number(id));

  const claim = (id: ValueId): ValueId => {
    taken.add(id);
    return id;
  };
  return {
    number: () => claim(String(++last)),
    named(stem) {
      if (!taken.has(stem)) return claim(stem);
      let suffix = lastSuffix.get(stem) ?? 0;
      do suffix++;
      while (taken.has(`${stem}.${suffix}`));
      lastSuffix.set(stem, suffix);
      return claim(`${stem}.${suffix}`);
    },
  };
};
