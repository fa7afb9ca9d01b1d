/** Which nodes matter: those that some output needs. */
import type { Graph, Node, ValueId } from "../ir/graph.ts";

/** In the graph's order. */
export const liveNodes = (graph: Graph): readonly Node[] => {
  const needed = new Set<ValueId>(graph.outputs.map(({ value }) => value));
  const live: Node[] = [];
  for (let i = graph.nodes.length - 1; i >= 0; i--) {
    const node = graph.nodes[i];
    if (node === undefined || !node.results.some(({ id }) => needed.has(id))) continue;
    for (const id of node.operands) needed.add(id);
    live.push(node);
  }
  return live.reverse();
};
