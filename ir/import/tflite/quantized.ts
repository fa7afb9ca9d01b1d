/**
 * Operators on codes. Where all codes have one scale and zero point, moving and comparing them is moving and comparing what they
 * stand for. Everything else computes with reals between dequantizing and quantizing, as TensorFlow Lite's own kernels are meant to.
 */
import type { DType } from "../../dtype.ts";
import { isInteger, rangeOf } from "../../dtype.ts";
import type { Value } from "../../graph.ts";
import { tensor } from "../../tensor.ts";
import type { ConversionBuilder } from "../conversion/builder.ts";
import { asHeld, type AxisOrder, computed, type Laid } from "../tensorflow/laid.ts";
import type { Converter, NodeView, Quantization } from "./converter.ts";

/** Computes with reals whatever the operands are. */
export const onReals =
  (convert: Converter): Converter =>
  (node, build) =>
    [convert(realView(node, build), build)]
      .flat()
      .map((result, i) => (result === undefined ? undefined : asDeclared(result, node, i, build)));

/** Works on the codes themselves where operands and results share their parameters. */
export const onCodes =
  (convert: Converter): Converter =>
  (node, build) =>
    sharesParameters(node) ? convert(node, build) : onReals(convert)(node, build);

const sharesParameters = (node: NodeView): boolean => {
  const all = [
    ...Array.from({ length: node.operandCount }, (_, i) => node.quantizationOf(i)),
    ...Array.from({ length: node.resultCount }, (_, i) => node.result(i).quantization),
  ].filter(found => found !== undefined);
  return all.every(found => found.scales.length === 1 && sameParameters(found, all[0]));
};

const sameParameters = (a: Quantization, b: Quantization | undefined): boolean =>
  a.scales[0] === b?.scales[0] && a.zeroPoints[0] === b?.zeroPoints[0];

const realView = (node: NodeView, build: ConversionBuilder): NodeView => {
  const optional = (index: number): Laid | undefined => {
    const laid = node.optional(index);
    const found = node.quantizationOf(index);
    return laid === undefined || found === undefined ? laid : dequantized(laid, found, build);
  };
  const operand = (index: number): Laid => optional(index) ?? node.operand(index);
  return {
    ...node,
    optional,
    operand,
    operands: () => Array.from({ length: node.operandCount }, (_, index) => operand(index)),
    quantizationOf: () => undefined,
  };
};

const asDeclared = (laid: Laid, node: NodeView, index: number, build: ConversionBuilder): Laid => {
  const { type, quantization } = node.result(index);
  return quantization === undefined ? laid : quantized(laid, quantization, type.dtype, build);
};

export const dequantized = (laid: Laid, quantization: Quantization, build: ConversionBuilder): Laid => {
  const { scale, zeroPoint } = parameters(quantization, laid.type.dtype, build);
  const inOrder: Laid["inOrder"] = (order, builder) =>
    builder.node("dequantize", [laid.inOrder(order, builder), scale, zeroPoint], { axis: axisIn(order, quantization) });
  // Weights are stored in the order that is wanted, and dequantized there.
  return laid.known(build) === undefined
    ? computed(inOrder(laid.order, build), laid.order)
    : { type: { dtype: "f32", dims: laid.type.dims }, order: laid.order, inOrder, known: () => undefined };
};

export const quantized = (laid: Laid, quantization: Quantization, dtype: DType, build: ConversionBuilder): Laid => {
  const { scale, zeroPoint } = parameters(quantization, dtype, build);
  const attributes = { axis: axisIn(laid.order, quantization), dtype };
  return computed(build.node("quantize", [asHeld(laid, build), scale, zeroPoint], attributes), laid.order);
};

/** A single pair needs no axis. */
const axisIn = (order: AxisOrder, { scales, axis }: Quantization): number =>
  scales.length === 1 ? 0 : order.indexOf(axis);

const parameters = (
  { scales, zeroPoints }: Quantization,
  dtype: DType,
  build: ConversionBuilder,
): { readonly scale: Value; readonly zeroPoint: Value } => ({
  scale: build.constant(tensor("f32", scales.length === 1 ? [] : [scales.length], scales)),
  zeroPoint: zeroPointOf({ zeroPoints }, dtype, build),
});

/** One value where all are equal. */
export const zeroPointOf = (
  { zeroPoints }: Pick<Quantization, "zeroPoints">,
  dtype: DType,
  build: ConversionBuilder,
): Value => {
  const codes = zeroPoints.map(code => clampedTo(dtype, code));
  const [first = 0] = codes;
  return build.constant(
    codes.every(code => code === first) ? tensor(dtype, [], [first]) : tensor(dtype, [codes.length], codes),
  );
};

/** A zero point outside the codes' range is no code; the nearest one is what kernels of TensorFlow Lite would wrap or refuse. */
const clampedTo = (dtype: DType, code: number): number => {
  if (!isInteger(dtype)) return code;
  const { min, max } = rangeOf(dtype);
  return Math.min(max, Math.max(min, code));
};
