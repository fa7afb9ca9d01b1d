/** Convolutions, dense, grouped and depthwise: groups become G, filters and channels count per group. */
import { splitOperands } from "../../ir/epilogue.ts";
import { elementCount } from "../../ir/tensor.ts";
import type { Contraction } from "../workload.ts";
import { numberAt, numbersOf, operandAt, resultAt, textsOf } from "./access.ts";
import type { LoweredOperand, Lowering, LoweringInput } from "./lowering.ts";
import { functionMark } from "./functions.ts";
import { contractionReads } from "./reads.ts";
import { contractionBits, epilogueOperands } from "./widths.ts";

export const lowerConv2d: Lowering = input => {
  const { bias, extras } = splitOperands(input.operands, textsOf(input.attributes, "epilogue"));
  return {
    workloads: [convolution(input, bias, extras)],
    reads: [contractionReads(input, 0, 1, [bias, ...extras])],
  };
};

/**
 * The accumulator holds Σ (x - zx)·(w - zw).
 * Ignores: the correction terms of the zero points, which machines fold into the bias or add once per output.
 */
export const lowerConv2dInteger: Lowering = input => ({
  workloads: [convolution(input, input.operands[4], [])],
  reads: [contractionReads(input, 0, 1, [input.operands[4]])],
});

const convolution = (
  input: LoweringInput,
  bias: LoweredOperand | undefined,
  extras: readonly LoweredOperand[],
): Contraction => {
  const image = operandAt(input, 0);
  const weight = operandAt(input, 1);
  const [filters = 0, channels = 0, height = 0, width = 0] = weight.type.dims;
  const [batch = 0, , rows = 0, columns = 0] = resultAt(input).dims;
  const groups = numberAt(input.attributes, "group");
  const [strideY = 1, strideX = 1] = numbersOf(input.attributes, "strides");
  const [dilationY = 1, dilationX = 1] = numbersOf(input.attributes, "dilations");
  return {
    kind: "contraction",
    bounds: { G: groups, N: batch, K: filters / groups, C: channels, P: rows, Q: columns, R: height, S: width },
    strides: [strideY, strideX],
    dilations: [dilationY, dilationX],
    bits: contractionBits(input, image, weight),
    epilogue: {
      operationsPerOutput: input.work.vectorOperations / elementCount(resultAt(input).dims),
      ...functionMark(input),
      operands: epilogueOperands(bias, extras, input.precision),
    },
  };
};
