/** Attention as three workloads: scores = query · keyᵀ, a softmax over them on the vector unit, and scores · value. */
import { elementCount } from "../../ir/tensor.ts";
import { type Bits, quantity } from "../../support/quantity.ts";
import type { Contraction, VectorWorkload } from "../workload.ts";
import { operandAt } from "./access.ts";
import type { LoweredOperand, Lowering, LoweringInput, Read, Source } from "./lowering.ts";
import { matrixProduct, productShape } from "./matmul.ts";
import { contractionReads } from "./reads.ts";
import { activationBits, contractionBits, tensorBits } from "./widths.ts";

/** Ignores: fusing the three so that scores stay on chip (flash attention); they go to memory and come back. */
export const lowerAttention: Lowering = input => {
  const query = operandAt(input, 0);
  const key = operandAt(input, 1);
  const value = operandAt(input, 2);
  const keyDims = key.type.dims;
  const turnedKey = [...keyDims.slice(0, -2), keyDims.at(-1) ?? 1, keyDims.at(-2) ?? 1];
  const scoreDims = [...query.type.dims.slice(0, -1), keyDims.at(-2) ?? 1];
  const scores: LoweredOperand = { type: { dtype: query.type.dtype, dims: scoreDims }, isConstant: false };
  return {
    workloads: [
      product(input, query, { ...key, type: { ...key.type, dims: turnedKey } }),
      softmax(input, scores),
      product(input, scores, value),
    ],
    reads: [contractionReads(input, 0, 1), softmaxReads(input, scores), contractionReads(input, "previous", 2)],
  };
};

const product = (input: LoweringInput, left: LoweredOperand, right: LoweredOperand): Contraction =>
  matrixProduct(productShape(left.type.dims, right.type.dims), contractionBits(input, left, right), {
    operationsPerOutput: 0,
    operands: [],
  });

const softmaxReads = (input: LoweringInput, scores: LoweredOperand): readonly Read[] => {
  const stream = (source: Source, operand: LoweredOperand): Read => ({
    source,
    role: "stream",
    elements: elementCount(operand.type.dims),
    bits: tensorBits(operand, input.precision),
  });
  const mask = input.operands[3];
  return [stream("previous", scores), ...(mask === undefined ? [] : [stream(3, mask)])];
};

/** Scaling, masking and the softmax itself: all operations that the operator's definition counts. */
const softmax = (input: LoweringInput, scores: LoweredOperand): VectorWorkload => {
  const mask = input.operands[3];
  const elements = elementCount(scores.type.dims);
  const bits = activationBits(scores.type, input.precision);
  return {
    kind: "vector",
    operation: "softmax",
    inputElements: elements + (mask === undefined ? 0 : elementCount(mask.type.dims)),
    outputElements: elements,
    streamElements: elements,
    operations: input.work.vectorOperations,
    hasFunctions: true,
    inputBits: quantity<Bits>(elements * bits + (mask === undefined ? 0 : tensorBits(mask, input.precision))),
    outputBits: quantity<Bits>(elements * bits),
    operandBits: bits,
    resultBits: bits,
    elementBits: bits,
  };
};
