/** What is known of a model beside its graph; and what stands in for an importer's account where a network was written as IR text. */
import type { Graph } from "../ir/graph.ts";
import type { Diagnostic } from "../support/diagnostic.ts";

/** What an importer tells of a model beside its graph. */
export interface SourceModel {
  /** Every node of the file. */
  readonly sourceNodes: readonly { readonly name: string; readonly opType: string }[];
  readonly boundSymbols: readonly { readonly symbol: string; readonly value: number }[];
  readonly warnings: readonly Diagnostic[];
  /** Why nodes left nothing in the graph, by their names. */
  readonly eliminated: ReadonlyMap<string, string>;
  readonly unsupported: readonly { readonly name: string; readonly reason: string }[];
}

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
