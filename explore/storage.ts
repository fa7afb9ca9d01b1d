/** How many bits a value takes on the machine, and which constants count as trained. */
import { bitsOf, isFloat } from "../ir/dtype.ts";
import { splitOperands } from "../ir/epilogue.ts";
import { type Constant, type Graph, indexOf, type Node, type ValueId } from "../ir/graph.ts";
import { opDef } from "../ir/ops/index.ts";
import { elementCount, type TensorType } from "../ir/tensor.ts";
import { narrowingAfter } from "../mapping/lower/quantization.ts";
import type { Precision } from "../mapping/workload.ts";
import { type Bits, type Bytes, bytesToHold, quantity } from "../support/quantity.ts";

/** A float activation takes the precision's width, everything else its own. */
const activationBytes = ({ dtype, dims }: TensorType, { activationBits }: Precision): Bytes =>
  bytesToHold(quantity<Bits>(elementCount(dims) * (isFloat(dtype) ? activationBits : bitsOf(dtype))));

/** What memory holds of a value: one that is quantized on its way there is narrower than its type says. */
export const storedBytes = (graph: Graph, id: ValueId, type: TensorType, precision: Precision): Bytes => {
  const producer = indexOf(graph).producerOf(id);
  const narrowing = producer === undefined ? [] : narrowingAfter(graph, producer);
  return activationBytes(narrowing.at(-1)?.results[0]?.type ?? type, precision);
};

/** A float weight takes the precision's width, a bias that of the accumulator to which it is added. */
export const constantBytes = (graph: Graph, { id, type }: Constant, precision: Precision): Bytes => {
  const floatBits = isBias(graph, id) ? precision.accumulatorBits : precision.weightBits;
  return bytesToHold(quantity<Bits>(elementCount(type.dims) * (isFloat(type.dtype) ? floatBits : bitsOf(type.dtype))));
};

/** The constants that training found: all but the scales and zero points of quantization. */
export const parametersOf = (graph: Graph): readonly { readonly id: ValueId; readonly count: number }[] => {
  const index = indexOf(graph);
  return graph.constants
    .filter(({ id }) => !index.usersOf(id).some(node => isQuantizationParameter(node, id)))
    .map(({ id, type }) => ({ id, count: elementCount(type.dims) }));
};

const isBias = (graph: Graph, id: ValueId): boolean =>
  indexOf(graph)
    .usersOf(id)
    .some(node => biasOf(node) === id);

const biasOf = ({ op, operands, attributes }: Node): ValueId | undefined => {
  const position = opDef(op).operands.indexOf("bias?");
  const { epilogue } = attributes;
  if (position === -1) return undefined;
  return Array.isArray(epilogue) ? splitOperands(operands, epilogue as readonly string[]).bias : operands[position];
};

const isQuantizationParameter = ({ op, operands }: Node, id: ValueId): boolean => {
  const names = opDef(op).operands;
  return operands.some((operand, i) => {
    const name = names[i]?.replace("?", "") ?? "";
    return operand === id && (name.endsWith("zero_point") || (op.endsWith("quantize") && name !== names[0]));
  });
};
