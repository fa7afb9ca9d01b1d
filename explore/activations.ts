/** Which tensors the network keeps between its layers, and how long: what the memory plan places. */
import { type Graph, indexOf, type Node, type ValueId } from "../ir/graph.ts";
import type { TensorType } from "../ir/tensor.ts";
import { groupBy } from "../support/group-by.ts";
import type { LiveTensor } from "./live-tensor.ts";

export interface Activations {
  /** Inputs first, then results in the order of their nodes. Steps count the nodes of the graph. */
  readonly tensors: readonly LiveTensor[];
  /** Values that are the same bytes as a tensor under another type, by that tensor's id. */
  readonly aliases: ReadonlyMap<ValueId, readonly ValueId[]>;
}

/**
 * Inputs are alive from the first step, outputs to the last; a result from the step that makes it, until its last reader or an
 * alias's last reader. A node reads its operands while it writes its results, so that these never share bytes.
 * @param isAlias true for a node that moves no data: its results are its first operand.
 * @param bytesOf memory that a value takes.
 */
export const activationsOf = (
  graph: Graph,
  isAlias: (node: Node) => boolean,
  bytesOf: (type: TensorType, id: ValueId) => number,
): Activations => {
  const index = indexOf(graph);
  const lastStep = Math.max(0, graph.nodes.length - 1);
  const roots = new Map<ValueId, ValueId>();
  const rootOf = (id: ValueId): ValueId => roots.get(id) ?? id;
  const live = new Map<ValueId, LiveTensor>();
  const start = (id: ValueId, type: TensorType, step: number): void => {
    live.set(id, { id, bytes: bytesOf(type, id), firstStep: step, lastStep: step });
  };
  const extend = (id: ValueId, step: number): void => {
    const tensor = live.get(rootOf(id));
    if (tensor !== undefined) live.set(tensor.id, { ...tensor, lastStep: Math.max(tensor.lastStep, step) });
  };

  for (const { id, type } of graph.inputs) start(id, type, 0);
  for (const [step, node] of graph.nodes.entries()) {
    const [source] = node.operands;
    const aliased = isAlias(node) ? source : undefined;
    for (const operand of node.operands) extend(operand, step);
    for (const { id, type } of node.results)
      if (aliased === undefined) start(id, type, step);
      else roots.set(id, rootOf(aliased));
  }
  for (const { value } of graph.outputs) extend(value, lastStep);
  const shown = [...roots].filter(([, root]) => index.constantOf(root) === undefined);
  return { tensors: [...live.values()], aliases: idsByRoot(shown) };
};

const idsByRoot = (roots: readonly (readonly [ValueId, ValueId])[]): Map<ValueId, ValueId[]> => {
  const groups = groupBy(roots, ([, root]) => root);
  return new Map([...groups].map(([root, pairs]) => [root, pairs.map(([id]) => id)]));
};
