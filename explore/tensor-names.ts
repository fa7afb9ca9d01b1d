/** What the plan calls tensors: ids of the graph are the compiler's own, layers and inputs are the user's. */
import { type Graph, indexOf, type Node, type ValueId } from "../ir/graph.ts";
import { opDef } from "../ir/ops/index.ts";
import { joinOrigins } from "./layer-names.ts";
import type { Step } from "./lower-network.ts";

/**
 * An input or a constant is called as in the model, a result by the plan's layer that makes it, `(result 2)` added from the
 * second one on. A constant with a number for a name, as exporters give, is called by its role: `weight of conv1`.
 * Anything else, such as scratch, keeps its id.
 */
export const tensorNames = (graph: Graph, steps: readonly Step[]): ((id: ValueId) => string) => {
  const names = new Map<ValueId, string>();
  for (const [position, node] of graph.nodes.entries()) {
    const step = steps[position];
    const layer = step?.workloads.at(-1)?.name ?? joinOrigins(step?.node.origins ?? node.origins) ?? node.op;
    for (const [i, { id }] of node.results.entries()) names.set(id, i === 0 ? layer : `${layer} (result ${i + 1})`);
  }
  const index = indexOf(graph);
  for (const { id } of graph.constants) {
    const [reader] = index.usersOf(id);
    const result = reader?.results[0]?.id ?? "";
    if (/^\d+$/.test(id) && reader !== undefined) names.set(id, `${roleIn(reader, id)} of ${names.get(result) ?? ""}`);
  }
  return id => names.get(id) ?? id;
};

/** `weight`, `bias`, …; `operand 5` beyond those that the operator names. */
const roleIn = ({ op, operands }: Node, id: ValueId): string => {
  const position = operands.indexOf(id);
  const role = opDef(op).operands[position]?.replace("?", "");
  return role === undefined || role.endsWith("...") ? `operand ${position + 1}` : role.replaceAll("_", " ");
};
