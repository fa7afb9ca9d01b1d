/**
 * ConvInteger, MatMulInteger, QLinearConv and QLinearMatMul: integer contractions, requantized in the last two. Scales must
 * be known: they become one multiplier for the accumulator.
 */
import type { Value } from "../../../graph.ts";
import { scalar, type Tensor, tensor } from "../../../tensor.ts";
import type { ConversionBuilder } from "../../conversion/builder.ts";
import type { Converter, NodeView } from "../converter.ts";
import { Refusal } from "../../conversion/refusal.ts";
import { overTwoAxes } from "./one-axis.ts";
import { slidingWindow } from "./sliding-window.ts";

export const convInteger: Converter = (node, build) => {
  const [input, weight] = [node.operand(0), node.operand(1)];
  return integerConvolution(node, build, {
    input,
    weight,
    inputZero: node.optional(2) ?? zeroOf(input, build),
    weightZero: node.optional(3) ?? zeroOf(weight, build),
    bias: undefined,
  });
};

export const matmulInteger: Converter = (node, build) => {
  const [left, right] = [node.operand(0), node.operand(1)];
  const leftZero = node.optional(2) ?? zeroOf(left, build);
  const rightZero = node.optional(3) ?? zeroOf(right, build);
  return build.node("matmul_integer", [left, right, leftZero, rightZero], {});
};

/** Operands: x and its scale and zero point, the same of w, scale and zero point of y, then perhaps an int32 bias. */
export const qlinearConv: Converter = (node, build) => {
  const accumulator = integerConvolution(node, build, {
    input: node.operand(0),
    weight: node.operand(3),
    inputZero: node.operand(2),
    weightZero: node.operand(5),
    bias: node.optional(8),
  });
  const multiplier = combinedScale(node.staticTensor(1), node.staticTensor(4), node.staticTensor(6));
  return requantized(accumulator, multiplier, 1, node.operand(7), build);
};

/** Operands: a, its scale and zero point, the same of b, scale and zero point of y. */
export const qlinearMatmul: Converter = (node, build) => {
  const [left, right] = [node.operand(0), node.operand(3)];
  const accumulator = build.node("matmul_integer", [left, right, node.operand(2), node.operand(5)], {});
  const leftScale = node.staticTensor(1);
  if (leftScale.data.length > 1)
    throw new Refusal("its left operand has a scale for each row; a single one is supported");
  const multiplier = combinedScale(leftScale, node.staticTensor(4), node.staticTensor(6));
  return requantized(accumulator, multiplier, Math.max(0, accumulator.type.dims.length - 1), node.operand(7), build);
};

interface Convolution {
  readonly input: Value;
  readonly weight: Value;
  readonly inputZero: Value;
  readonly weightZero: Value;
  readonly bias: Value | undefined;
}

const integerConvolution = (node: NodeView, build: ConversionBuilder, operands: Convolution): Value => {
  const { input, weight, inputZero, weightZero, bias } = operands;
  const window = slidingWindow(node, input.type.dims.slice(2), weight.type.dims.slice(2));
  const attributes = { ...window, group: node.attributes.int("group", 1) };
  const rest = [inputZero, weightZero, ...(bias === undefined ? [] : [bias])];
  return overTwoAxes(build, [input, weight], ([x = input, w = weight]) =>
    build.node("conv2d_integer", [x, w, ...rest], attributes),
  );
};

const requantized = (
  accumulator: Value,
  multiplier: Tensor,
  axis: number,
  zeroPoint: Value,
  build: ConversionBuilder,
): Value => {
  const single = multiplier.data.length === 1;
  const attributes = { axis: single ? 0 : axis, dtype: zeroPoint.type.dtype };
  return build.node("requantize", [accumulator, build.constant(multiplier), zeroPoint], attributes);
};

/** input · weight / output, each step rounded to f32 as ONNX Runtime does: one value, or one per output channel. */
const combinedScale = (input: Tensor, weight: Tensor, output: Tensor): Tensor => {
  const [inputScale = NaN] = input.data;
  const [outputScale = NaN] = output.data;
  if (input.data.length > 1 || output.data.length > 1 || weight.type.dims.length > 1)
    throw new Refusal("scales must be single, or one per output channel of the weights");
  const scales = Array.from(weight.data, scale => Math.fround(Math.fround(inputScale * scale) / outputScale));
  return tensor("f32", scales.length === 1 ? [] : [scales.length], scales);
};

const zeroOf = ({ type }: Value, build: ConversionBuilder): Value => build.constant(scalar(type.dtype, 0));
