/** What stands in for an importer's account where a network was written as IR text: its own nodes are the source. */
import type { Graph } from "../ir/graph.ts";
import type { SourceModel } from "./caveats.ts";

/** Nodes without a name of the user's get one of their operator and place, so that coverage can list them. */
export const nameNodes = (graph: Graph): Graph => ({
  ...graph,
  nodes: graph.nodes.map((node, i) =>
    node.origins.length > 0 ? node : Object.assign({}, node, { origins: [`${node.op}.${i}`] }),
  ),
});

/** Each origin once, with the operator of the first node that has it. @param graph with names on all nodes. */
export const sourceModelOf = (graph: Graph): SourceModel => {
  const operators = new Map<string, string>();
  for (const { op, origins } of graph.nodes)
    for (const origin of origins) if (!operators.has(origin)) operators.set(origin, op);
  const opaque = graph.nodes.filter(({ op }) => op === "opaque");
  return {
    sourceNodes: [...operators].map(([name, opType]) => ({ name, opType })),
    boundSymbols: [],
    warnings: [],
    eliminated: new Map(),
    unsupported: opaque.flatMap(({ origins, attributes }) =>
      origins.map(name => ({ name, reason: String(attributes["reason"]) })),
    ),
  };
};
