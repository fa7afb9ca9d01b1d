/** Runs a graph node by node: the oracle of every pass, quantizer and emitter. */
import { CompileError, InternalError } from "../../support/diagnostic.ts";
import { type Graph, indexOf, type Node, tensorOf, type ValueId } from "../graph.ts";
import { unknownConstantValue } from "../messages.ts";
import type { Tensor } from "../tensor.ts";
import { checkedFeeds } from "./feeds.ts";
import type { Kernel } from "./kernel.ts";
import { kernels } from "./kernels/index.ts";

/**
 * The graph's outputs by the user's names, for one tensor per input id.
 * @throws CompileError where a feed is missing or of another type, or where a value is needed that the model file lacks.
 */
export const evaluate = (graph: Graph, feeds: ReadonlyMap<string, Tensor>): Map<string, Tensor> => {
  const values = checkedFeeds(graph, feeds);
  evaluateInto(graph, values);
  return new Map(graph.outputs.map(({ name, value }) => [name, lookUp(graph, values, value, [])]));
};

/** As `evaluate`, but gives every value by its id: what a comparison layer by layer needs. Holds all of them in memory. */
export const evaluateAll = (graph: Graph, feeds: ReadonlyMap<string, Tensor>): Map<ValueId, Tensor> => {
  const values = checkedFeeds(graph, feeds);
  evaluateInto(graph, values, { keepAll: true });
  return values;
};

/** The results of one node for known operands. */
export const evaluateNode = (node: Node, operands: readonly Tensor[]): readonly Tensor[] => {
  // The table pairs each kernel with its own attributes; indexed by a union, TypeScript can't see that they match.
  const kernel = kernels[node.op] as Kernel<never>;
  return kernel({ operands, attributes: node.attributes as never, results: node.results.map(({ type }) => type) });
};

const evaluateInto = (graph: Graph, values: Map<ValueId, Tensor>, { keepAll = false } = {}): void => {
  const lastReader = keepAll ? new Map<ValueId, Node>() : lastReaders(graph);
  for (const node of graph.nodes) {
    const operands = node.operands.map(id => lookUp(graph, values, id, node.origins));
    const results = evaluateNode(node, operands);
    for (const [i, { id }] of node.results.entries()) {
      const result = results[i];
      if (result === undefined) throw new InternalError(`kernel ${node.op} gives no result ${i}`);
      values.set(id, result);
    }
    for (const id of node.operands) if (lastReader.get(id) === node) values.delete(id);
  }
};

/** The last node to read each value that is no output: after it the value can be forgotten. */
const lastReaders = (graph: Graph): Map<ValueId, Node> => {
  const index = indexOf(graph);
  const last = new Map<ValueId, Node>();
  for (const node of graph.nodes) for (const id of node.operands) if (!index.isOutput(id)) last.set(id, node);
  return last;
};

const lookUp = (
  graph: Graph,
  values: ReadonlyMap<ValueId, Tensor>,
  id: ValueId,
  readers: readonly string[],
): Tensor => {
  const constant = indexOf(graph).constantOf(id);
  const value = values.get(id) ?? (constant === undefined ? undefined : tensorOf(constant));
  if (value !== undefined) return value;
  if (constant !== undefined) throw new CompileError([unknownConstantValue(id, readers)]);
  throw new InternalError(`value %${id} is read before it is computed`);
};
