/** Weights for networks that are shapes alone: drawn from a seed, as before any training. */
import { readsOperand, splitOperands } from "../../../ir/epilogue.ts";
import type { Constant, Graph, Node, ValueId } from "../../../ir/graph.ts";
import { elementCount } from "../../../ir/tensor.ts";
import { randomStream } from "../../../support/random.ts";

const seed = 1;

/**
 * Weights uniform within ±1/√(inputs of one sum), as PyTorch begins (Kaiming He et al. 2015 with a = √5), and nothing is added: biases and
 * shifts are zero. Other constants keep their values. @param change of each weight drawn.
 */
export const withSeededWeights = (graph: Graph, change: (weight: number) => number = weight => weight): Graph => {
  const summands = new Set(graph.nodes.flatMap(node => summandsOf(node)));
  const inputsOf = new Map(graph.nodes.flatMap(node => weightOf(node, graph)));
  const stream = randomStream(seed);
  const filled = (constant: Constant): Constant => {
    const { id, type } = constant;
    const count = elementCount(type.dims);
    if (summands.has(id)) return { ...constant, data: new Float32Array(count) };
    const inputs = inputsOf.get(id);
    if (inputs === undefined) return constant;
    const most = 1 / Math.sqrt(inputs);
    return { ...constant, data: Float32Array.from({ length: count }, () => change((2 * stream.uniform() - 1) * most)) };
  };
  return { ...graph, constants: graph.constants.map(filled) };
};

/** Values that the node adds to something. */
const summandsOf = ({ op, operands, attributes }: Node): readonly ValueId[] => {
  if (op === "add") return operands;
  const { epilogue } = attributes;
  if (!Array.isArray(epilogue)) return op === "conv_transpose2d" ? operands.slice(2) : [];
  const steps = epilogue as readonly string[];
  const { bias, extras } = splitOperands(operands, steps);
  const added = steps.filter(readsOperand).flatMap((step, i) => (step === "add" ? (extras[i] ?? []) : []));
  return [...(bias === undefined ? [] : [bias]), ...added];
};

/** A contraction's weight, and how many products are summed for one result. */
const weightOf = ({ op, operands }: Node, { constants }: Graph): readonly (readonly [ValueId, number])[] => {
  const [, id] = operands;
  const dims = constants.find(constant => constant.id === id)?.type.dims;
  if (id === undefined || dims === undefined) return [];
  switch (op) {
    case "conv2d":
      return [[id, elementCount(dims.slice(1))]];
    case "conv_transpose2d":
    case "matmul":
      return [[id, dims[0] ?? 1]];
    default:
      return [];
  }
};
