/** What the plan calls tensors: ids of the graph are the compiler's own, layers and inputs are the user's. */
import type { Graph, Node, ValueId } from "../ir/graph.ts";
import { opDef } from "../ir/ops/index.ts";
import { joinOrigins } from "./layer-names.ts";
import type { Step } from "./lower-network.ts";

/**
 * An input or a constant is called as in the model, a result by the plan's layer that makes it, `(result 2)` added from the
 * second one on. A constant with a number for a name, as exporters give, is called by its role: `weight of conv1`.
 * Anything else, such as scratch, keeps its id.
 */
export const tensorNames = (graph: Graph, steps: readonly Step[]): ((id: ValueId) => string) => {
  const names = new Map([...resultNames(steps), ...weightNames(graph, steps)]);
  return id => names.get(id) ?? id;
};

const resultNames = (steps: readonly Step[]): readonly [ValueId, string][] =>
  steps.flatMap(step =>
    step.node.results.map(({ id }, i): [ValueId, string] => [
      id,
      i === 0 ? layerNameOf(step) : `${layerNameOf(step)} (result ${i + 1})`,
    ]),
  );

const weightNames = ({ constants }: Graph, steps: readonly Step[]): readonly [ValueId, string][] => {
  const firstReaders = new Map(steps.toReversed().flatMap(step => step.node.operands.map(id => [id, step] as const)));
  return constants
    .filter(({ id }) => /^\d+$/.test(id))
    .flatMap(({ id }) => {
      const reader = firstReaders.get(id);
      return reader === undefined ? [] : [[id, `${roleIn(reader.node, id)} of ${layerNameOf(reader)}`]];
    });
};

/** The last of its layers makes the result. */
const layerNameOf = ({ node, workloads }: Step): string =>
  workloads.at(-1)?.name ?? joinOrigins(node.origins) ?? node.op;

/** `weight`, `bias`, …; `operand 5` beyond those that the operator names. */
const roleIn = ({ op, operands }: Node, id: ValueId): string => {
  const position = operands.indexOf(id);
  const role = opDef(op).operands[position]?.replace("?", "");
  return role === undefined || role.endsWith("...") ? `operand ${position + 1}` : role.replaceAll("_", " ");
};
