/** Quantization. Codes of widths that ONNX lacks travel in a wider type, clipped to their own range. */
import { type DType, type IntegerType, isInteger, rangeOf } from "../../../dtype.ts";
import { elementCount, scalar } from "../../../tensor.ts";
import { carrierCode, carrierOf, isCarried } from "../carriers.ts";
import type { NamedType } from "../model-messages.ts";
import { type Exporter, type NodeToExport, type NodeWriter, operandOf, Unwritable } from "../exporter.ts";

export const quantize: Exporter<"quantize"> = (node, write) => {
  const [input, scale, zeroPoint] = [operandOf(node, 0), operandOf(node, 1), operandOf(node, 2)];
  writeCodes([input.name, scale.name, zeroPoint.name], zeroPoint.type.dtype, axisAttribute(node), write);
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
  const one = write.constant("one", scalar("f32", 1));
  writeCodes([write.inner("Mul", [real, factor]), one, zeroPoint.name], zeroPoint.type.dtype, {}, write);
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

/** QuantizeLinear, and behind it a clip where the codes are fewer than their carrier's. */
const writeCodes = (
  operands: readonly string[],
  dtype: DType,
  attributes: Parameters<NodeWriter["final"]>[2],
  write: NodeWriter,
): void => {
  if (!isInteger(dtype) || !isCarried(dtype)) {
    write.final("QuantizeLinear", operands, attributes);
    return;
  }
  const [{ min, max }, carrier] = [rangeOf(dtype), carrierOf(dtype)];
  const codes = write.inner("QuantizeLinear", operands, attributes);
  // Engines clip bytes and 32-bit integers, but none of 16 bits.
  const wide = carrier === "int8" || carrier === "uint8" ? carrier : "int32";
  const cast = (name: string): string =>
    wide === carrier ? name : write.inner("Cast", [name], { to: { int: carrierCode(wide) } });
  const bounds = [write.constant("min", scalar(wide, min)), write.constant("max", scalar(wide, max))];
  if (wide === carrier) write.final("Clip", [codes, ...bounds]);
  else write.final("Cast", [write.inner("Clip", [cast(codes), ...bounds])], { to: { int: carrierCode(carrier) } });
};

/** Single parameters have no axis. */
const axisAttribute = (node: NodeToExport<"quantize" | "dequantize">): Parameters<NodeWriter["final"]>[2] =>
  operandOf(node, 1).type.dims.length === 0 ? {} : { axis: { int: node.attributes.axis } };
