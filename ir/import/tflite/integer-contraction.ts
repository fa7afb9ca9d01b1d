/**
 * Convolutions and products whose factors and result are all codes: the sum of products of codes less their zero points, plus an
 * int32 bias, then one multiplication by input scale · weight scale / result scale per filter (TensorFlow Lite's "8-bit quantization
 * specification"). As XNNPACK computes it, the default on x86-64 and ARM: the multiplier in f32, rounding half to even. TensorFlow
 * Lite's reference kernels hold it in 31 bits and round half up, so that a code may differ by one.
 */
import { type DType, type IntegerType, isInteger, rangeOf } from "../../dtype.ts";
import type { Value } from "../../graph.ts";
import { tensor } from "../../tensor.ts";
import { castTo } from "../conversion/arithmetic.ts";
import type { ConversionBuilder } from "../conversion/builder.ts";
import { Refusal } from "../conversion/refusal.ts";
import { activated, type Activation, boundsOf } from "../tensorflow/activation.ts";
import { asInModel, type AxisOrder, computed, type Laid } from "../tensorflow/laid.ts";
import type { NodeView, Quantization } from "./converter.ts";
import { dequantized, quantized, zeroPointOf } from "./quantized.ts";

/** Quantization of input, weight and result, where all three have one that integer arithmetic takes. */
export interface Codes {
  readonly input: Quantization;
  readonly weight: Quantization;
  readonly result: Quantization;
  readonly resultType: DType;
}

export const codesOf = (node: NodeView, filterAxis: number): Codes | undefined => {
  const [input, weight] = [node.quantizationOf(0), node.quantizationOf(1)];
  const { quantization: result, type } = node.result(0);
  if (input === undefined || weight === undefined || result === undefined) return undefined;
  if (input.scales.length > 1 || result.scales.length > 1) throw new Refusal("its activations have several scales");
  if (weight.scales.length > 1 && weight.axis !== filterAxis)
    throw new Refusal(`its weights have scales along axis ${weight.axis}, not one for each filter`);
  return { input, weight, result, resultType: type.dtype };
};

/** The zero points of both factors, and the bias where there is one. */
export const integerOperands = (
  node: NodeView,
  { input, weight }: Codes,
  build: ConversionBuilder,
): readonly Value[] => {
  const bias = node.optional(2);
  return [
    zeroPointOf(input, node.operand(0).type.dtype, build),
    zeroPointOf(weight, node.operand(1).type.dtype, build),
    // Beside activations of 16 bits, a bias of 64 is stored; sums stay within 32 for any layer that fits.
    ...(bias === undefined ? [] : [castTo(build, asInModel(bias, build), "int32")]),
  ];
};

/** Accumulators as codes of the result, the filters along `axis`, with the fused activation as bounds on the codes. */
export const requantized = (
  accumulator: Value,
  order: AxisOrder,
  axis: number,
  codes: Codes,
  activation: Activation,
  build: ConversionBuilder,
): Laid => {
  const { input, weight, result, resultType } = codes;
  const [inputScale = NaN] = input.scales;
  const [resultScale = NaN] = result.scales;
  const multipliers = weight.scales.map(scale => (inputScale * scale) / resultScale);
  const single = multipliers.length === 1;
  const value = build.node(
    "requantize",
    [
      accumulator,
      build.constant(tensor("f32", single ? [] : [multipliers.length], multipliers)),
      zeroPointOf(result, resultType, build),
    ],
    { axis: single ? 0 : axis, dtype: resultType },
  );
  return boundedCodes(computed(value, order), activation, result, resultType, build);
};

const boundedCodes = (
  laid: Laid,
  activation: Activation,
  quantization: Quantization,
  dtype: DType,
  build: ConversionBuilder,
): Laid => {
  const bounds = boundsOf(activation);
  if (bounds === undefined || !isInteger(dtype)) {
    const real = activated(build, activation, dequantized(laid, quantization, build));
    return quantized(real, quantization, dtype, build);
  }
  const [min, max] = bounds.map(bound => codeOf(bound, quantization, dtype));
  const range = rangeOf(dtype);
  if (min === undefined || max === undefined || (min <= range.min && max >= range.max)) return laid;
  return computed(build.node("clip", [laid.inOrder(laid.order, build)], { min, max }), laid.order);
};

/** Saturated: a bound beyond the codes bounds nothing. */
const codeOf = (real: number, { scales, zeroPoints }: Quantization, dtype: IntegerType): number => {
  const { min, max } = rangeOf(dtype);
  const code = Math.round(real / (scales[0] ?? NaN)) + (zeroPoints[0] ?? 0);
  return Math.min(max, Math.max(min, code));
};
