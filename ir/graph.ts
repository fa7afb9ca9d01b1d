/** What a network is: immutable values in topological order. No behaviour here but look-ups. */
import type { Attributes } from "./attributes.ts";
import type { TensorData } from "./dtype.ts";
import type { OpName } from "./ops/index.ts";
import type { Tensor, TensorType } from "./tensor.ts";

/** Unique in a graph among inputs, constants and results. Printed as `%id`, constants as `@id`. */
export type ValueId = string;

export interface Value {
  readonly id: ValueId;
  readonly type: TensorType;
}

/** A weight. Where the model file lacks its data, the shape is known and `data` is undefined. */
export interface Constant extends Value {
  readonly data: TensorData | undefined;
}

export interface Node {
  readonly op: OpName;
  readonly operands: readonly ValueId[];
  /** All attributes of the definition, defaults filled in. */
  readonly attributes: Attributes;
  readonly results: readonly Value[];
  /** Names of the user's layers behind this node; a fused node keeps all. */
  readonly origins: readonly string[];
}

export interface Output {
  /** The user's name. */
  readonly name: string;
  readonly value: ValueId;
}

export interface Graph {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly constants: readonly Constant[];
  /** In topological order: every operand is an input, a constant or a result further up. */
  readonly nodes: readonly Node[];
  readonly outputs: readonly Output[];
}

/** Ids of all inputs, constants and results. */
export const allIds = ({ inputs, constants, nodes }: Graph): ValueId[] =>
  [...inputs, ...constants, ...nodes.flatMap(node => node.results)].map(({ id }) => id);

/** Look-ups over one graph, built once. */
export interface GraphIndex {
  /** Undefined for an id that the graph does not define. */
  typeOf(id: ValueId): TensorType | undefined;
  producerOf(id: ValueId): Node | undefined;
  /** Nodes that read the value, each once, in order. */
  usersOf(id: ValueId): readonly Node[];
  isOutput(id: ValueId): boolean;
  constantOf(id: ValueId): Constant | undefined;
}

const indices = new WeakMap<Graph, GraphIndex>();

export const indexOf = (graph: Graph): GraphIndex => {
  const known = indices.get(graph) ?? buildIndex(graph);
  indices.set(graph, known);
  return known;
};

const buildIndex = (graph: Graph): GraphIndex => {
  const types = new Map<ValueId, TensorType>();
  for (const { id, type } of [...graph.inputs, ...graph.constants]) types.set(id, type);
  const constants = new Map(graph.constants.map(constant => [constant.id, constant]));
  const producers = new Map<ValueId, Node>();
  const users = new Map<ValueId, Node[]>();
  for (const node of graph.nodes) {
    for (const { id, type } of node.results) {
      types.set(id, type);
      producers.set(id, node);
    }
    for (const id of new Set(node.operands)) {
      const readers = users.get(id);
      if (readers === undefined) users.set(id, [node]);
      else readers.push(node);
    }
  }
  const outputs = new Set(graph.outputs.map(output => output.value));
  return {
    typeOf: id => types.get(id),
    producerOf: id => producers.get(id),
    usersOf: id => users.get(id) ?? [],
    isOutput: id => outputs.has(id),
    constantOf: id => constants.get(id),
  };
};

/** The constant as a tensor, or undefined where its value is unknown. */
export const tensorOf = ({ type, data }: Constant): Tensor | undefined =>
  data === undefined ? undefined : { type, data };

/** The node's first result: its only one, for nearly all operators. */
export const resultOf = (node: Node): Value => {
  const [result] = node.results;
  if (result === undefined) throw new RangeError(`${node.op} without a result`);
  return result;
};
