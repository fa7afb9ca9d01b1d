/** Ids that a graph does not use yet: numbers for results, names for constants. */
import type { Graph, ValueId } from "../ir/graph.ts";

export interface FreshIds {
  /** The next number above every number in use. */
  number(): ValueId;
  /** `stem`, or `stem.1`, `stem.2`, … where it is taken. */
  named(stem: string): ValueId;
}

export const freshIds = (graph: Graph): FreshIds => {
  const results = graph.nodes.flatMap(node => node.results);
  const taken = new Set([...graph.inputs, ...graph.constants, ...results].map(({ id }) => id));
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
