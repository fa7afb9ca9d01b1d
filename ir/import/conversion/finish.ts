/** How every import ends: what must be said of unsupported nodes, and a graph without what they left behind. */
import { CompileError, type Diagnostic } from "../../../support/diagnostic.ts";
import { groupBy } from "../../../support/group-by.ts";
import type { Graph, Node, ValueId } from "../../graph.ts";
import type { UnsupportedNode } from "./messages.ts";

export const throwIfAny = (diagnostics: readonly Diagnostic[]): void => {
  if (diagnostics.length > 0) throw new CompileError(diagnostics);
};

/** Nodes of one operator with one reason make one message; nodes that merely depend on others make none. */
export const groupedByReason = (nodes: readonly UnsupportedNode[]): (readonly UnsupportedNode[])[] => {
  const groups = groupBy(nodes, ({ opType, reason }) => JSON.stringify([opType, reason]));
  const roots = [...groups.values()].filter(([first]) => first?.follows !== true);
  return roots.length > 0 ? roots : [...groups.values()];
};

/**
 * Without the nodes that a refused conversion left behind, and without constants that nobody reads. A node that such a
 * conversion added stays where another one reads its result too.
 */
export const pruned = (graph: Graph, discarded: ReadonlySet<ValueId>): Graph => {
  const read = new Set(graph.outputs.map(({ value }) => value));
  const nodes: Node[] = [];
  for (const node of graph.nodes.toReversed()) {
    const isDiscarded = node.results.some(({ id }) => discarded.has(id));
    if (isDiscarded && !node.results.some(({ id }) => read.has(id))) continue;
    for (const id of node.operands) read.add(id);
    nodes.push(node);
  }
  return { ...graph, nodes: nodes.toReversed(), constants: graph.constants.filter(({ id }) => read.has(id)) };
};
