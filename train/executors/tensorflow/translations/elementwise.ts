/** Operators that work element by element, in f32. */
import { bitsOf, isInteger, rangeOf } from "../../../../ir/dtype.ts";
import type { OpName } from "../../../../ir/ops/index.ts";
import { type Call, type DeviceTensor, givenAt, type Tensorflow, type Translation, typeAt } from "../translation.ts";

type Unary<O extends OpName> = (tf: Tensorflow, x: DeviceTensor, attributes: Call<O>["attributes"]) => DeviceTensor;
type Binary<O extends OpName> = (
  tf: Tensorflow,
  a: DeviceTensor,
  b: DeviceTensor,
  attributes: Call<O>["attributes"],
) => DeviceTensor;

const unary = <O extends OpName>(compute: Unary<O>): Translation<O> => ({
  takes: "reals",
  compute: call => [compute(call.tf, givenAt(call, 0), call.attributes)],
});

const binary = <O extends OpName>(compute: Binary<O>): Translation<O> => ({
  takes: "reals",
  compute: call => [compute(call.tf, givenAt(call, 0), givenAt(call, 1), call.attributes)],
});

/** Of two reals; bools that are compared take another way through the library. */
const comparison = <O extends OpName>(compute: Binary<O>): Translation<O> => ({
  ...binary(compute),
  refuses: ({ operands }) => (operands.every(({ dtype }) => dtype === "f32") ? undefined : "it compares bools"),
});

/** `where` x ≥ 0, `otherwise` below. */
const split = (tf: Tensorflow, x: DeviceTensor, above: DeviceTensor, below: DeviceTensor): DeviceTensor =>
  tf.where(tf.greaterEqual(x, 0), above, below);

/** exp(x) - 1 for x ≤ 0, and 0 above, where the exponential could overflow. */
const exponentialBelow = (tf: Tensorflow, x: DeviceTensor): DeviceTensor => tf.expm1(tf.minimum(x, 0));

const bounded = (tf: Tensorflow, x: DeviceTensor, low: number, high: number): DeviceTensor =>
  tf.minimum(tf.maximum(x, low), high);

/** √(2/π), and the cubic term's factor: Hendrycks and Gimpel, arXiv 1606.08415. */
const geluTanh = (tf: Tensorflow, x: DeviceTensor): DeviceTensor => {
  const inner = tf.mul(tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715)), Math.sqrt(2 / Math.PI));
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
};

const infinite = (tf: Tensorflow, x: DeviceTensor, wanted: readonly number[]): DeviceTensor => {
  const [first, second] = wanted.map(value => tf.equal(x, value));
  if (first === undefined) return tf.zeros(x.shape, "bool");
  return second === undefined ? first : tf.logicalOr(first, second);
};

/** Bounds beyond the type bound nothing. */
const clip: Translation<"clip"> = {
  takes: "data",
  refuses({ operands }) {
    const { dtype } = typeAt(operands, 0);
    return dtype === "f32" || (isInteger(dtype) && bitsOf(dtype) <= 16) || dtype === "int32"
      ? undefined
      : `it bounds ${dtype}`;
  },
  compute(call) {
    const { tf, attributes } = call;
    const { dtype } = typeAt(call.operands, 0);
    const range = isInteger(dtype) ? rangeOf(dtype) : { min: -Infinity, max: Infinity };
    const [low, high] = [Math.max(attributes.min, range.min), Math.min(attributes.max, range.max)].map(bound =>
      tf.scalar(bound, isInteger(dtype) ? "int32" : "float32"),
    );
    if (low === undefined || high === undefined) return [];
    return [tf.minimum(tf.maximum(givenAt(call, 0), low), high)];
  },
};

const where: Translation<"where"> = {
  takes: "data",
  compute(call) {
    const { tf } = call;
    const [condition, then, otherwise] = [givenAt(call, 0), givenAt(call, 1), givenAt(call, 2)];
    if (then.dtype !== "bool") return [tf.where(condition, then, otherwise)];
    // In WebAssembly a choice between bools writes beyond its memory (4.22).
    const chosen = tf.where(condition, tf.cast(then, "int32"), tf.cast(otherwise, "int32"));
    return [tf.cast(chosen, "bool")];
  },
};

export const elementwiseTranslations = {
  abs: unary<"abs">((tf, x) => tf.abs(x)),
  acos: unary<"acos">((tf, x) => tf.acos(x)),
  acosh: unary<"acosh">((tf, x) => tf.acosh(x)),
  add: binary<"add">((tf, a, b) => tf.add(a, b)),
  and: binary<"and">((tf, a, b) => tf.logicalAnd(a, b)),
  asin: unary<"asin">((tf, x) => tf.asin(x)),
  asinh: unary<"asinh">((tf, x) => tf.asinh(x)),
  atan: unary<"atan">((tf, x) => tf.atan(x)),
  atanh: unary<"atanh">((tf, x) => tf.atanh(x)),
  ceil: unary<"ceil">((tf, x) => tf.ceil(x)),
  celu: unary<"celu">((tf, x, { alpha }) =>
    tf.add(tf.relu(x), tf.minimum(tf.mul(exponentialBelow(tf, tf.div(x, alpha)), alpha), 0)),
  ),
  clip,
  cos: unary<"cos">((tf, x) => tf.cos(x)),
  cosh: unary<"cosh">((tf, x) => tf.cosh(x)),
  div: binary<"div">((tf, a, b) => tf.div(a, b)),
  elu: unary<"elu">((tf, x, { alpha }) => split(tf, x, x, tf.mul(exponentialBelow(tf, x), alpha))),
  equal: comparison<"equal">((tf, a, b) => tf.equal(a, b)),
  erf: unary<"erf">((tf, x) => tf.erf(x)),
  exp: unary<"exp">((tf, x) => tf.exp(x)),
  floor: unary<"floor">((tf, x) => tf.floor(x)),
  gelu: unary<"gelu">((tf, x, { approximate }) =>
    approximate === "tanh" ? geluTanh(tf, x) : tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
  ),
  greater: comparison<"greater">((tf, a, b) => tf.greater(a, b)),
  greater_or_equal: comparison<"greater_or_equal">((tf, a, b) => tf.greaterEqual(a, b)),
  hard_sigmoid: unary<"hard_sigmoid">((tf, x, { alpha, beta }) => bounded(tf, tf.add(tf.mul(x, alpha), beta), 0, 1)),
  hard_swish: unary<"hard_swish">((tf, x) => tf.mul(x, bounded(tf, tf.add(tf.div(x, 6), 0.5), 0, 1))),
  is_inf: unary<"is_inf">((tf, x, { detect_negative: negative, detect_positive: positive }) =>
    infinite(tf, x, [...(negative ? [-Infinity] : []), ...(positive ? [Infinity] : [])]),
  ),
  is_nan: unary<"is_nan">((tf, x) => tf.notEqual(x, x)),
  leaky_relu: unary<"leaky_relu">((tf, x, { alpha }) => split(tf, x, x, tf.mul(x, alpha))),
  less: comparison<"less">((tf, a, b) => tf.less(a, b)),
  less_or_equal: comparison<"less_or_equal">((tf, a, b) => tf.lessEqual(a, b)),
  log: unary<"log">((tf, x) => tf.log(x)),
  max: binary<"max">((tf, a, b) => tf.maximum(a, b)),
  min: binary<"min">((tf, a, b) => tf.minimum(a, b)),
  mish: unary<"mish">((tf, x) => tf.mul(x, tf.tanh(tf.softplus(x)))),
  mul: binary<"mul">((tf, a, b) => tf.mul(a, b)),
  neg: unary<"neg">((tf, x) => tf.neg(x)),
  not: unary<"not">((tf, x) => tf.logicalNot(x)),
  or: binary<"or">((tf, a, b) => tf.logicalOr(a, b)),
  pow: binary<"pow">((tf, a, b) => tf.pow(a, b)),
  prelu: binary<"prelu">((tf, x, slope) => split(tf, x, x, tf.mul(x, slope))),
  reciprocal: unary<"reciprocal">((tf, x) => tf.div(1, x)),
  relu: unary<"relu">((tf, x) => tf.relu(x)),
  round: unary<"round">((tf, x) => tf.round(x)),
  selu: unary<"selu">((tf, x, { alpha, gamma }) =>
    tf.mul(split(tf, x, x, tf.mul(exponentialBelow(tf, x), alpha)), gamma),
  ),
  sigmoid: unary<"sigmoid">((tf, x) => tf.sigmoid(x)),
  // In WebAssembly the library's own rounds reals between -1 and 1 to 0 (4.22).
  sign: unary<"sign">((tf, x) => tf.sub(tf.cast(tf.greater(x, 0), "float32"), tf.cast(tf.less(x, 0), "float32"))),
  silu: unary<"silu">((tf, x) => tf.mul(x, tf.sigmoid(x))),
  sin: unary<"sin">((tf, x) => tf.sin(x)),
  sinh: unary<"sinh">((tf, x) => tf.sinh(x)),
  softplus: unary<"softplus">((tf, x) => tf.softplus(x)),
  softsign: unary<"softsign">((tf, x) => tf.div(x, tf.add(tf.abs(x), 1))),
  sqrt: unary<"sqrt">((tf, x) => tf.sqrt(x)),
  sub: binary<"sub">((tf, a, b) => tf.sub(a, b)),
  tan: unary<"tan">((tf, x) => tf.tan(x)),
  tanh: unary<"tanh">((tf, x) => tf.tanh(x)),
  thresholded_relu: unary<"thresholded_relu">((tf, x, { alpha }) => tf.where(tf.greater(x, alpha), x, tf.zerosLike(x))),
  where,
  xor: binary<"xor">((tf, a, b) => tf.logicalXor(a, b)),
} as const;
