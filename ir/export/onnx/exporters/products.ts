/** Matrix products and what is made of them. */
import { elementCount, scalar } from "../../../tensor.ts";
import type { OpName } from "../../../ops/index.ts";
import { type Exporter, namesOf, type NodeToExport, type NodeWriter, operandOf } from "../exporter.ts";
import type { NamedType } from "../model-messages.ts";

/** A product of two matrices takes its bias along (Gemm), any other has it added. */
export const matmul: Exporter<"matmul"> = (node, write) => {
  const [left, right, bias] = [operandOf(node, 0), operandOf(node, 1), node.operands[2]];
  if (bias === undefined) write.final("MatMul", [left.name, right.name]);
  else if (left.type.dims.length === 2 && right.type.dims.length === 2) write.final("Gemm", namesOf(node));
  else write.final("Add", [write.inner("MatMul", [left.name, right.name]), addend(node, bias, write)]);
};

export const matmulInteger: Exporter<"matmul_integer"> = (node, write) => {
  const [left, right, leftZero, rightZero] = [0, 1, 2, 3].map(index => operandOf(node, index).name);
  const [bias] = node.operands.slice(4);
  const factors = [left, right, leftZero, rightZero];
  if (bias === undefined) write.final("MatMulInteger", factors);
  else write.final("Add", [write.inner("MatMulInteger", factors), addend(node, bias, write)]);
};

/** A product of two vectors is a scalar, which a bias [1] would stretch. */
const addend = ({ results }: Pick<NodeToExport<OpName>, "results">, bias: NamedType, write: NodeWriter): string =>
  results[0]?.dims.length === 0 ? write.inner("Reshape", [bias.name, write.ints("shape", [])]) : bias.name;

export const conv2dInteger: Exporter<"conv2d_integer"> = (node, write) => {
  const { strides, pads, dilations, group } = node.attributes;
  const factors = [0, 1, 2, 3].map(index => operandOf(node, index).name);
  const attributes = {
    kernel_shape: { ints: operandOf(node, 1).type.dims.slice(2) },
    strides: { ints: strides },
    pads: { ints: pads },
    dilations: { ints: dilations },
    group: { int: group },
  };
  const [bias] = node.operands.slice(4);
  if (bias === undefined) {
    write.final("ConvInteger", factors, attributes);
    return;
  }
  const shape = write.ints("shape", [1, elementCount(bias.type.dims), 1, 1]);
  write.final("Add", [write.inner("ConvInteger", factors, attributes), write.inner("Reshape", [bias.name, shape])]);
};

export const attention: Exporter<"attention"> = (node, write) => {
  const [query, key, value, mask] = [operandOf(node, 0), operandOf(node, 1), operandOf(node, 2), node.operands[3]];
  const last = key.type.dims.length - 1;
  const permutation = key.type.dims.map((_, axis) => (axis < last - 1 ? axis : 2 * last - 1 - axis));
  const transposed = write.inner("Transpose", [key.name], { perm: { ints: permutation } });
  const scale = write.constant("scale", scalar(query.type.dtype, node.attributes.scale));
  const scores = write.inner("Mul", [write.inner("MatMul", [query.name, transposed]), scale]);
  const masked = mask === undefined ? scores : write.inner("Add", [scores, mask.name]);
  const weights = write.inner("Softmax", [masked], { axis: { int: -1 } });
  write.final("MatMul", [weights, value.name]);
};
