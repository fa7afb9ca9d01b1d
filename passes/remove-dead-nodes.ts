import type { Graph, ValueId } from "../ir/graph.ts";
import { liveNodes } from "./live-nodes.ts";
import type { Pass } from "./pass.ts";

/** Drops nodes that no output depends on, and constants that nobody reads. Inputs stay: they are the network's interface. */
export const removeDeadNodes: Pass = {
  name: "remove-dead-nodes",
  summary: "Drop nodes and constants that no output depends on.",
  whyGone: "no output of the network depends on it",
  run(graph) {
    const nodes = liveNodes(graph);
    const read = readValues(graph, nodes);
    const constants = graph.constants.filter(({ id }) => read.has(id));
    const isClean = nodes.length === graph.nodes.length && constants.length === graph.constants.length;
    return isClean ? graph : { ...graph, nodes, constants };
  },
};

const readValues = (graph: Graph, nodes: Graph["nodes"]): ReadonlySet<ValueId> =>
  new Set([...nodes.flatMap(node => node.operands), ...graph.outputs.map(({ value }) => value)]);
