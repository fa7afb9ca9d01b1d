/** MACs weighted by the widths of their operands: a measure of precision that needs no machine. */
import { type Graph, indexOf, type Node, type ValueId } from "../ir/graph.ts";
import { opDef } from "../ir/ops/index.ts";
import type { Widths } from "./assign-parameters.ts";
import { codeSource, isContraction } from "./sites.ts";

/** What is not quantized counts with the width of a binary32. */
const floatBits = 32;

/** MACs × weight bits × activation bits, summed over contractions (products of two activations with both widths). */
export const bitOpsOf = (graph: Graph, widths: Widths): number =>
  graph.nodes.reduce((sum, node) => {
    const [left, right] = node.operands.map(id => widths.get(codeSource(graph, id)) ?? floatBits);
    return sum + macsOf(graph, node) * (left ?? floatBits) * (right ?? floatBits);
  }, 0);

/** MACs of all contractions. */
export const macsIn = (graph: Graph): number => graph.nodes.reduce((sum, node) => sum + macsOf(graph, node), 0);

/** MACs of the contraction that reads the weight. */
export const macsOfWeight = (graph: Graph, weight: ValueId): number =>
  indexOf(graph)
    .usersOf(weight)
    .reduce((sum, node) => sum + macsOf(graph, node), 0);

const macsOf = (graph: Graph, node: Node): number => {
  if (!isContraction(node)) return 0;
  const operands = node.operands.flatMap(id => indexOf(graph).typeOf(id) ?? []);
  return opDef(node.op).work({ operands, attributes: node.attributes }).macs;
};
