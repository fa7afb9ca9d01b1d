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

/** How sums of products stay exact: at once, or for the two halves of each code. */
type Exactness = "once" | "halves";

/** Codes are parted here: 16 · high + low. */
const half = 16;

/** `owner` names the sum that a weight goes into. Undefined where the sums may be too large whatever is done. */
const exactnessOf = (node: NodeShape, zeros: readonly [Tensor, Tensor], owner: (place: number) => number) => {
  const [, weight, , , bias] = node.constants;
  if (weight === undefined || (node.operands.length > 4 && bias === undefined)) return undefined;
  const sums = new Map<number, number>();
  for (const [place, value] of withoutZeroPoint(weight, zeros[1], 0).entries())
    sums.set(owner(place), (sums.get(owner(place)) ?? 0) + Math.abs(value));
  const reach = reachOf(node, 0, zeros[0]);
  const isExact = [...sums].every(([sum, total]) => total * reach + Math.abs(bias?.data[sum] ?? 0) < exactBelow);
  const isExactInHalves = [...sums.values()].every(total => total * Math.max(half, reach / half + 1) < exactBelow);
  return isExact ? "once" : isExactInHalves ? "halves" : undefined;
};

/** By the weight as it was planned with, which belongs to one node. */
const exactness = new WeakMap<Tensor, Exactness>();

const sumFault = (node: NodeShape, owner: (place: number) => number): string | undefined => {
  const [, weight, inputZero, weightZero] = node.constants;
  if (inputZero === undefined || weightZero === undefined) return "its zero points are computed";
  const found = exactnessOf(node, [inputZero, weightZero], owner);
  if (weight !== undefined && found !== undefined) exactness.set(weight, found);
  return found === undefined ? "its sums may leave what floats hold exactly" : undefined;
};

/** The sums as int32 with the bias, for codes less their zero point. */
const exactSums = (call: Call, input: DeviceTensor, sumsOf: (codes: DeviceTensor) => DeviceTensor): DeviceTensor => {
  const { tf, given, constants } = call;
  const bias = given[4];
  const weight = constants[1];
  const whole = (sums: DeviceTensor): DeviceTensor => tf.cast(sums, "int32");
  const total = (): DeviceTensor => {
    if (weight === undefined || exactness.get(weight) !== "halves") return whole(sumsOf(input));
    const high = tf.floor(tf.div(input, half));
    const low = tf.sub(input, tf.mul(high, half));
    return tf.add(tf.mul(whole(sumsOf(high)), tf.scalar(half, "int32")), whole(sumsOf(low)));
  };
  return bias === undefined ? total() : tf.add(total(), bias);
};

/** Codes as reals less their zero point, one or one for each slice along the first axis. */
const steps = (tf: Tensorflow, codes: DeviceTensor, zero: DeviceTensor): DeviceTensor => {
  const dims = zero.size === 1 ? [] : [zero.size, ...codes.shape.slice(1).map(() => 1)];
  return tf.sub(tf.cast(codes, "float32"), tf.reshape(tf.cast(zero, "float32"), dims));
};

const conv2dInteger: Translation<"conv2d_integer"> = {
  takes: "data",
  refuses(node) {
    const { strides, dilations } = node.attributes;
    if (Math.max(...strides) > 1 && Math.max(...dilations) > 1) return "it has strides and dilations";
    const [perFilter = 1] = stridesOf(typeAt(node.operands, 1).dims);
    return sumFault(node, place => Math.floor(place / perFilter));
  },
  compute(call) {
    const { tf } = call;
    const input = steps(tf, givenAt(call, 0), givenAt(call, 2));
    const weight = steps(tf, givenAt(call, 1), givenAt(call, 3));
    const filter = filterOf(tf, weight, call.attributes.group, input.shape[1] ?? 0);
    const sumsOf = (codes: DeviceTensor): DeviceTensor => slide(tf, toChannelsLast(tf, codes), filter, call.attributes);
    return [toChannelsFirst(tf, exactSums(call, input, sumsOf))];
  },
};

const matmulInteger: Translation<"matmul_integer"> = {
  takes: "data",
  refuses(node) {
    const [, right, leftZero, rightZero] = node.operands;
    if (right?.dims.length !== 2 || leftZero?.dims.length !== 0 || rightZero?.dims.length !== 0)
      return "its zero points differ, or there are several matrices on the right";
    const columns = right.dims[1] ?? 1;
    return sumFault(node, place => place % columns);
  },
  compute(call) {
    const { tf } = call;
    const left = steps(tf, givenAt(call, 0), givenAt(call, 2));
    const right = steps(tf, givenAt(call, 1), givenAt(call, 3));
    return [exactSums(call, left, codes => product(tf, codes, right, typeAt(call.results, 0).dims))];
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
