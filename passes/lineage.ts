/**
 * Which of the user's layers stand behind a node that rewrites made. A chain of n nodes that merge one by one would take quadratic
 * time and memory if every merge copied the names; so a new node only points at those that died for it.
 */
import type { Node } from "../ir/graph.ts";

export interface Descendant {
  readonly node: Node;
  /** The nodes, in order, that died for this one; empty for a node of the old graph, which names its origins itself. */
  readonly madeFor: readonly Descendant[];
}

/** The origins of all old nodes behind these, in order, each once. */
export const originsBehind = (descendants: readonly Descendant[]): readonly string[] => {
  const origins = new Set<string>();
  const seen = new Set<Descendant>();
  // The last is visited next. A loop, since a lineage can be as deep as the network.
  const pending = descendants.toReversed();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const origin of next.node.origins) origins.add(origin);
    for (const earlier of next.madeFor.toReversed()) pending.push(earlier);
  }
  return [...origins];
};

/** `originsBehind` that gives nodes made for the same ones the same list. */
export const sharedOriginsBehind = (): typeof originsBehind => {
  const known = new Map<readonly Descendant[], readonly string[]>();
  return descendants => {
    const origins = known.get(descendants) ?? originsBehind(descendants);
    known.set(descendants, origins);
    return origins;
  };
};
