/** What a whole network costs, by its operators' own account. */
import { type Graph, indexOf, type Node } from "../../ir/graph.ts";
import { opDef } from "../../ir/ops/index.ts";
import { parametersOf as countsOf } from "../../explore/storage.ts";

export const macsOf = (graph: Graph): number => graph.nodes.reduce((sum, node) => sum + macsOfNode(node, graph), 0);

const macsOfNode = (node: Node, graph: Graph): number => {
  const operands = node.operands.flatMap(id => indexOf(graph).typeOf(id) ?? []);
  return opDef(node.op).work({ operands, attributes: node.attributes }).macs;
};

export const parametersOf = (graph: Graph): number => countsOf(graph).reduce((sum, { count }) => sum + count, 0);
