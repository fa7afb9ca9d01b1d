/** How wide elements are on the machine: integers as their type says, floats as the target's precision says. */
import { bitsOf, isFloat } from "../../ir/dtype.ts";
import { elementCount, type TensorType } from "../../ir/tensor.ts";
import { type Bits, quantity } from "../../support/quantity.ts";
import type { ElementBits, EpilogueOperand, Precision } from "../workload.ts";
import type { LoweredOperand, LoweringInput } from "./lowering.ts";

export const activationBits = ({ dtype }: TensorType, precision: Precision): number =>
  isFloat(dtype) ? precision.activationBits : bitsOf(dtype);

const weightBits = ({ dtype }: TensorType, precision: Precision): number =>
  isFloat(dtype) ? precision.weightBits : bitsOf(dtype);

export const operandBits = ({ type, isConstant }: LoweredOperand, precision: Precision): number =>
  isConstant ? weightBits(type, precision) : activationBits(type, precision);

export const tensorBits = (operand: LoweredOperand, precision: Precision): Bits =>
  quantity(elementCount(operand.type.dims) * operandBits(operand, precision));

/** Widths of a contraction. Whatever plays the weights has the weights' width only where it is constant. */
export const contractionBits = (
  { results, precision }: Pick<LoweringInput, "results" | "precision">,
  inputs: LoweredOperand,
  weights: LoweredOperand,
): ElementBits => {
  const [result] = results;
  const outputs = result === undefined ? precision.activationBits : activationBits(result, precision);
  return {
    weights: operandBits(weights, precision),
    inputs: operandBits(inputs, precision),
    outputs,
    partialSums: Math.max(outputs, precision.accumulatorBits),
  };
};

/** A bias is added to the accumulator and is as wide; other operands are activations or weights. */
export const epilogueOperands = (
  bias: LoweredOperand | undefined,
  extras: readonly LoweredOperand[],
  precision: Precision,
): EpilogueOperand[] => [
  ...(bias === undefined ? [] : [{ elements: elementCount(bias.type.dims), bits: precision.accumulatorBits }]),
  ...extras.map(extra => ({ elements: elementCount(extra.type.dims), bits: operandBits(extra, precision) })),
];
