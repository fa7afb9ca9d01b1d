/** Quantization. Codes of widths that ONNX lacks travel in a wider type, clipped to their own range. */
import { type IntegerType, isInteger, rangeOf } from "../../../dtype.ts";
import { elementCount, scalar, tensor, type Tensor } from "../../../tensor.ts";
import { carrierCode, carrierOf, isCarried } from "../carriers.ts";
import type { NamedType, OnnxAttributes } from "../model-messages.ts";
import {
  type ExportedOperand,
  type Exporter,
  type NodeToExport,
  type NodeWriter,
  operandOf,
  Unwritable,
} from "../exporter.ts";

export const quantize: Exporter<"quantize"> = (node, write) => {
  const [input, scale, zeroPoint] = [operandOf(node, 0), operandOf(node, 1), operandOf(node, 2)];
  const { axis } = node.attributes;
  writeCodes({ input, scale, zeroPoint, axis, attributes: axisAttribute(node) }, write);
};

export const dequantize: Exporter<"dequantize"> = (node, write) => {
  const [input, scale, zeroPoint] = [operandOf(node, 0), operandOf(node, 1), operandOf(node, 2)];
  write.final("DequantizeLinear", [input.name, scale.name, zeroPoint.name], axisAttribute(node));
};

/** round_half_even(f32(accumulator) · multiplier) is what QuantizeLinear does with a scale of 1. */
export const requantize: Exporter<"requantize"> = (node, write) => {
  const [accumulator, multiplier, zeroPoint] = [operandOf(node, 0), operandOf(node, 1), operandOf(node, 2)];
  if (zeroPoint.type.dims.length > 0)
    throw new Unwritable("its zero point differs from slice to slice; a single one can be written");
  const real = write.inner("Cast", [accumulator.name], { to: { int: carrierCode("f32") } });
  const { dims } = multiplier.type;
  const shape = accumulator.type.dims.map((_, axis) => (axis === node.attributes.axis ? (dims[0] ?? 1) : 1));
  const factor =
    dims.length === 0 ? multiplier.name : write.inner("Reshape", [multiplier.name, write.ints("shape", shape)]);
  const one = {
    name: write.constant("one", scalar("f32", 1)),
    type: { dtype: "f32", dims: [] },
    data: Float32Array.of(1),
  } as const;
  const product = { name: write.inner("Mul", [real, factor]), type: { ...accumulator.type, dtype: "f32" } } as const;
  writeCodes({ input: product, scale: one, zeroPoint, axis: 0, attributes: {} }, write);
};

/**
 * In int64, which ONNX shifts by no operator of its own: floor(p / d) is (p − mod(p, d)) / d, for Mod takes the divisor's sign, and
 * the remainder decides whether it is one more; a tie where the floor is odd.
 */
export const requantizeDyadic: Exporter<"requantize_dyadic"> = (node, write) => {
  const [accumulator, zeroPoint] = [operandOf(node, 0), operandOf(node, 3)];
  const long = (name: string): string => write.inner("Cast", [name], { to: { int: carrierCode("int64") } });
  const along = (index: number): string => spread(operandOf(node, index), node.attributes.axis, accumulator, write);
  const number = (value: number): string => write.constant("number", scalar("int64", value));
  const product = write.inner("Mul", [long(accumulator.name), along(1)]);
  const divisor = write.inner("Pow", [number(2), write.inner("Min", [along(2), number(62)])]);
  const rest = write.inner("Mod", [product, divisor]);
  const floor = write.inner("Div", [write.inner("Sub", [product, rest]), divisor]);
  const odd = write.inner("Mod", [floor, number(2)]);
  // 2 · rest + odd > divisor: above the middle, or on it and the floor is odd.
  const twice = write.inner("Add", [write.inner("Add", [rest, rest]), odd]);
  const rounded = write.inner("Add", [floor, long(write.inner("Greater", [twice, divisor]))]);
  const shifted = write.inner("Add", [rounded, along(3)]);
  const { min, max } = rangeOf(zeroPoint.type.dtype as IntegerType);
  const codes = write.inner("Clip", [shifted, number(min), number(max)]);
  write.final("Cast", [codes], { to: { int: carrierCode(carrierOf(zeroPoint.type.dtype)) } });
};

/** A parameter as int64, in a shape that broadcasts along `axis` of the accumulator. */
const spread = (parameter: NamedType, axis: number, { type }: NamedType, write: NodeWriter): string => {
  const long = write.inner("Cast", [parameter.name], { to: { int: carrierCode("int64") } });
  if (parameter.type.dims.length === 0) return long;
  const count = elementCount(parameter.type.dims);
  const shape = type.dims.map((_, place) => (place === axis ? count : 1));
  return write.inner("Reshape", [long, write.ints("shape", shape)]);
};

export const dynamicQuantize: Exporter<"dynamic_quantize"> = (node, write) => {
  write.final("DynamicQuantizeLinear", [operandOf(node, 0).name]);
};

/**
 * QuantizeLinear saturates at its carrier's ends. Where the codes have fewer bits, the reals are clipped before it to those of the first
 * and the last code, per slice where parameters are.
 */
const writeCodes = (node: Codes, write: NodeWriter): void => {
  const { input, scale, zeroPoint, attributes } = node;
  const { dtype } = zeroPoint.type;
  const clipped = isInteger(dtype) && isCarried(dtype) ? withinCodes(node, dtype, write) : input.name;
  write.final("QuantizeLinear", [clipped, scale.name, zeroPoint.name], attributes);
};

interface Codes {
  readonly input: NamedType;
  readonly scale: ExportedOperand;
  readonly zeroPoint: ExportedOperand;
  readonly axis: number;
  readonly attributes: OnnxAttributes;
}

const withinCodes = ({ input, scale, zeroPoint, axis }: Codes, dtype: IntegerType, write: NodeWriter): string => {
  const { min, max } = rangeOf(dtype);
  const [scales, zeros] = [scale.data, zeroPoint.data];
  if (scales === undefined || zeros === undefined)
    throw new Unwritable(`it quantizes to ${dtype}, which ONNX does not have, by parameters computed at run time`);
  const count = Math.max(scales.length, zeros.length);
  const reals = (code: number): Tensor => {
    const values = Array.from(
      { length: count },
      (_, i) => (scales[i % scales.length] ?? NaN) * (code - (zeros[i % zeros.length] ?? NaN)),
    );
    return tensor(
      scale.type.dtype,
      count === 1 ? [] : input.type.dims.map((__, place) => (place === axis ? count : 1)),
      values,
    );
  };
  const [least, most] = [write.constant("least", reals(min)), write.constant("most", reals(max))];
  if (count === 1) return write.inner("Clip", [input.name, least, most]);
  return write.inner("Min", [write.inner("Max", [input.name, least]), most]);
};

/** Single parameters have no axis. */
const axisAttribute = (node: NodeToExport<"quantize" | "dequantize">): OnnxAttributes =>
  operandOf(node, 1).type.dims.length === 0 ? {} : { axis: { int: node.attributes.axis } };
