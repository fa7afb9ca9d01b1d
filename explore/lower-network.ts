/** A network as what machines see: named workloads in execution order, and why the rest costs nothing. */
import type { Graph, Node } from "../ir/graph.ts";
import { lowerNode } from "../mapping/lower/index.ts";
import type { Precision, Workload } from "../mapping/workload.ts";
import { joinOrigins, uniqueNames } from "./layer-names.ts";

export interface NamedWorkload {
  /** Unique in the network. */
  readonly name: string;
  readonly workload: Workload;
}

/** What one node of the graph asks of a machine. */
export interface Step {
  readonly node: Node;
  /** In order; several for attention. */
  readonly workloads: readonly NamedWorkload[];
  /** Why the node costs nothing, where it has no workload. */
  readonly free: string | undefined;
}

/** One step per node, in order. An opaque node stands for what could not be imported: it has no workload and no reason. */
export const lowerNetwork = (graph: Graph, precision: Precision): readonly Step[] => {
  const unique = uniqueNames();
  return graph.nodes.map(node => {
    if (node.op === "opaque") return { node, workloads: [], free: undefined };
    const { workloads, free } = lowerNode(graph, node, precision);
    const stem = joinOrigins(node.origins) ?? node.op;
    const nameOf = (position: number): string =>
      unique(workloads.length === 1 ? stem : `${stem} (${position + 1}/${workloads.length})`);
    return { node, workloads: workloads.map((workload, i) => ({ name: nameOf(i), workload })), free };
  });
};

/** True where a node shows its operand's bytes under another type. */
export const isAlias = ({ op }: Node): boolean => op === "reshape";
