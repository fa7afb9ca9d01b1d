/**
 * Quantizers, integer contractions and casts, where float arithmetic is exact: integers below 2^24 and their sums are, in
 * whatever order they are added.
 */
import { bitsOf, type DType, isInteger, rangeOf } from "../../../../ir/dtype.ts";
import { withoutZeroPoint } from "../../../../ir/interp/kernels/codes.ts";
import { stridesOf, type Tensor } from "../../../../ir/tensor.ts";
import {
  type Call,
  carrierOf,
  type DeviceTensor,
  givenAt,
  type NodeShape,
  type Tensorflow,
  type Translation,
  typeAt,
} from "../translation.ts";
import { product } from "./products.ts";
import { filterOf, slide, toChannelsFirst, toChannelsLast } from "./windows.ts";

/** From here on not every integer is a binary32 number. */
const exactBelow = 2 ** 24;

const isCode = (dtype: DType): boolean => isInteger(dtype) && bitsOf(dtype) <= 16;

/** A parameter, or one for each slice along the axis, as reals that broadcast. */
const parameter = (call: Call<"quantize" | "dequantize" | "requantize">, index: number): DeviceTensor => {
  const { tf, attributes, operands } = call;
  const values = tf.cast(givenAt(call, index), "float32");
  const rank = typeAt(operands, 0).dims.length;
  const dims = Array.from({ length: rank }, (_, axis) => (axis === attributes.axis ? values.size : 1));
  return tf.reshape(values, values.size === 1 ? [] : dims);
};

/** Steps rounded half to even, moved by the zero point and bounded by the type. */
const codesOf = (call: Call<"quantize" | "requantize">, steps: DeviceTensor): DeviceTensor => {
  const { tf } = call;
  const { min, max } = rangeOf(typeAt(call.results, 0).dtype as "bool");
  const codes = tf.add(tf.round(steps), parameter(call, 2));
  return tf.cast(tf.minimum(tf.maximum(codes, min), max), "int32");
};

const quantize: Translation<"quantize"> = {
  takes: "data",
  refuses({ operands, results }) {
    const [input, scale] = [typeAt(operands, 0).dtype, typeAt(operands, 1).dtype];
    if (input !== "f32" || scale !== "f32") return `it quantizes ${input} by ${scale}`;
    return isCode(typeAt(results, 0).dtype) ? undefined : "its codes are too wide";
  },
  compute: call => [codesOf(call, call.tf.div(givenAt(call, 0), parameter(call, 1)))],
};

const dequantize: Translation<"dequantize"> = {
  takes: "data",
  refuses({ operands, results }) {
    if (typeAt(results, 0).dtype !== "f32") return `it gives ${typeAt(results, 0).dtype}`;
    return isCode(typeAt(operands, 0).dtype) ? undefined : "its codes are too wide";
  },
  compute(call) {
    const { tf } = call;
    const steps = tf.sub(tf.cast(givenAt(call, 0), "float32"), parameter(call, 2));
    return [tf.mul(steps, parameter(call, 1))];
  },
};

const requantize: Translation<"requantize"> = {
  takes: "data",
  refuses: ({ results }) => (isCode(typeAt(results, 0).dtype) ? undefined : "its codes are too wide"),
  compute: call => [codesOf(call, call.tf.mul(call.tf.cast(givenAt(call, 0), "float32"), parameter(call, 1)))],
};

/** The largest distance of a code from its zero point. */
const reachOf = (node: NodeShape, index: number, zero: Tensor): number => {
  const { dtype } = typeAt(node.operands, index);
  if (!isInteger(dtype)) return Infinity;
  const { min, max } = rangeOf(dtype);
  return Math.max(...Array.from(zero.data, point => Math.max(max - point, point - min)));
};

/** Is no sum of products, the bias included, ever too large to be exact, whatever the input? `owner` names the sum that a weight goes into. */
const sumsAreExact = (
  node: NodeShape,
  zeros: readonly [Tensor, Tensor],
  axis: number,
  owner: (place: number) => number,
): boolean => {
  const weight = node.constants[1];
  const bias = node.constants[4];
  if (weight === undefined || (node.operands.length > 4 && bias === undefined)) return false;
  const sums = new Map<number, number>();
  for (const [place, value] of withoutZeroPoint(weight, zeros[1], axis).entries())
    sums.set(owner(place), (sums.get(owner(place)) ?? 0) + Math.abs(value));
  const reach = reachOf(node, 0, zeros[0]);
  return [...sums].every(([sum, total]) => total * reach + Math.abs(bias?.data[sum] ?? 0) < exactBelow);
};

const sumFault = (node: NodeShape, axis: number, owner: (place: number) => number): string | undefined => {
  const [inputZero, weightZero] = [node.constants[2], node.constants[3]];
  if (inputZero === undefined || weightZero === undefined) return "its zero points are computed";
  return sumsAreExact(node, [inputZero, weightZero], axis, owner)
    ? undefined
    : "its sums may leave what floats hold exactly";
};

/** Codes as reals less their zero point, one or one for each slice along the first axis. */
const steps = (tf: Tensorflow, codes: DeviceTensor, zero: DeviceTensor): DeviceTensor => {
  const dims = zero.size === 1 ? [] : [zero.size, ...codes.shape.slice(1).map(() => 1)];
  return tf.sub(tf.cast(codes, "float32"), tf.reshape(tf.cast(zero, "float32"), dims));
};

const biased = (call: Call, sum: DeviceTensor): DeviceTensor => {
  const bias = call.given[4];
  return bias === undefined ? sum : call.tf.add(sum, call.tf.cast(bias, "float32"));
};

const conv2dInteger: Translation<"conv2d_integer"> = {
  takes: "data",
  refuses(node) {
    const { strides, dilations } = node.attributes;
    if (Math.max(...strides) > 1 && Math.max(...dilations) > 1) return "it has strides and dilations";
    const [perFilter = 1] = stridesOf(typeAt(node.operands, 1).dims);
    return sumFault(node, 0, place => Math.floor(place / perFilter));
  },
  compute(call) {
    const { tf } = call;
    const input = steps(tf, givenAt(call, 0), givenAt(call, 2));
    const weight = steps(tf, givenAt(call, 1), givenAt(call, 3));
    const filter = filterOf(tf, weight, call.attributes.group, input.shape[1] ?? 0);
    const sum = biased(call, slide(tf, toChannelsLast(tf, input), filter, call.attributes));
    return [tf.cast(toChannelsFirst(tf, sum), "int32")];
  },
};

const matmulInteger: Translation<"matmul_integer"> = {
  takes: "data",
  refuses(node) {
    const [, right, leftZero, rightZero] = node.operands;
    if (right?.dims.length !== 2 || leftZero?.dims.length !== 0 || rightZero?.dims.length !== 0)
      return "its zero points differ, or there are several matrices on the right";
    const columns = right.dims[1] ?? 1;
    return sumFault(node, 0, place => place % columns);
  },
  compute(call) {
    const { tf } = call;
    const left = steps(tf, givenAt(call, 0), givenAt(call, 2));
    const right = steps(tf, givenAt(call, 1), givenAt(call, 3));
    return [tf.cast(biased(call, product(tf, left, right, typeAt(call.results, 0).dims)), "int32")];
  },
};

/** Reals do not become integers here: what lies outside the range would depend on the backend. */
const cast: Translation<"cast"> = {
  takes: "data",
  refuses({ operands, results }) {
    const [from, to] = [typeAt(operands, 0).dtype, typeAt(results, 0).dtype];
    const isExact = from === to || to === "bool" || (from === "bool" && (to === "f32" || isInteger(to)));
    return isExact || (to === "f32" && (isCode(from) || from === "int32")) ? undefined : `it turns ${from} into ${to}`;
  },
  compute(call) {
    const { dtype } = typeAt(call.results, 0);
    const input = givenAt(call, 0);
    // In WebAssembly a cast rounds reals between -1 and 1 to false (4.22).
    const isTest = dtype === "bool" && input.dtype !== "bool";
    return [isTest ? call.tf.notEqual(input, call.tf.zerosLike(input)) : call.tf.cast(input, carrierOf(dtype))];
  },
};

export const codeTranslations = {
  cast,
  conv2d_integer: conv2dInteger,
  dequantize,
  matmul_integer: matmulInteger,
  quantize,
  requantize,
} as const;
