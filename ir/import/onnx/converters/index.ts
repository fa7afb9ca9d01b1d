/** The only list of ONNX operators that can be mapped. */
import type { Converter } from "../converter.ts";
import { celu, elu, hardSigmoid, leakyRelu, selu, thresholdedRelu } from "./activations.ts";
import { argExtreme } from "./arg-extreme.ts";
import { batchNormalization } from "./batch-normalization.ts";
import { binary } from "./binary.ts";
import { cast, castLike } from "./cast.ts";
import { clip } from "./clip.ts";
import { constant } from "./constant.ts";
import { conv } from "./conv.ts";
import { cumulativeSum } from "./cumulative-sum.ts";
import { gelu } from "./gelu.ts";
import { groupNormalization } from "./group-normalization.ts";
import { dropout, identity } from "./identity.ts";
import { bitShift, mod } from "./integer-operators.ts";
import { isInf } from "./is-inf.ts";
import { layerNormalization } from "./layer-normalization.ts";
import { meanVarianceNormalization } from "./mean-variance-normalization.ts";
import { instanceNormalization, localResponseNormalization, lpNormalization } from "./normalizations.ts";
import { oneHot } from "./one-hot.ts";
import { pow } from "./pow.ts";
import { reduce } from "./reduce.ts";
import { reshape } from "./reshape.ts";
import { shape, size } from "./shape.ts";
import { shrink } from "./shrink.ts";
import { hardmax, logSoftmax, softmax } from "./softmax.ts";
import { topK } from "./top-k.ts";
import { trilu } from "./trilu.ts";
import { unary } from "./unary.ts";
import { maximum, mean, minimum, sum } from "./variadic.ts";
import { where } from "./where.ts";

/** By ONNX's name, in alphabetical order. */
const converters = {
  Abs: unary("abs"),
  Acos: unary("acos"),
  Acosh: unary("acosh"),
  Add: binary("add"),
  And: binary("and"),
  ArgMax: argExtreme("arg_max"),
  ArgMin: argExtreme("arg_min"),
  Asin: unary("asin"),
  Asinh: unary("asinh"),
  Atan: unary("atan"),
  Atanh: unary("atanh"),
  BatchNormalization: batchNormalization,
  BitShift: bitShift,
  BitwiseAnd: binary("and"),
  BitwiseNot: unary("not"),
  BitwiseOr: binary("or"),
  BitwiseXor: binary("xor"),
  Cast: cast,
  CastLike: castLike,
  Ceil: unary("ceil"),
  Celu: celu,
  Clip: clip,
  Constant: constant,
  Conv: conv,
  Cos: unary("cos"),
  Cosh: unary("cosh"),
  CumSum: cumulativeSum,
  Div: binary("div"),
  Dropout: dropout,
  Elu: elu,
  Equal: binary("equal"),
  Erf: unary("erf"),
  Exp: unary("exp"),
  Floor: unary("floor"),
  Gelu: gelu,
  Greater: binary("greater"),
  GreaterOrEqual: binary("greater_or_equal"),
  GroupNormalization: groupNormalization,
  Hardmax: hardmax,
  HardSigmoid: hardSigmoid,
  HardSwish: unary("hard_swish"),
  Identity: identity,
  InstanceNormalization: instanceNormalization,
  IsInf: isInf,
  IsNaN: unary("is_nan"),
  LayerNormalization: layerNormalization,
  LeakyRelu: leakyRelu,
  Less: binary("less"),
  LessOrEqual: binary("less_or_equal"),
  Log: unary("log"),
  LogSoftmax: logSoftmax,
  LpNormalization: lpNormalization,
  LRN: localResponseNormalization,
  Max: maximum,
  Mean: mean,
  MeanVarianceNormalization: meanVarianceNormalization,
  Min: minimum,
  Mish: unary("mish"),
  Mod: mod,
  Mul: binary("mul"),
  Neg: unary("neg"),
  Not: unary("not"),
  OneHot: oneHot,
  Or: binary("or"),
  Pow: pow,
  PRelu: binary("prelu"),
  Reciprocal: unary("reciprocal"),
  ReduceL1: reduce("reduce_l1"),
  ReduceL2: reduce("reduce_l2"),
  ReduceLogSum: reduce("reduce_log_sum"),
  ReduceLogSumExp: reduce("reduce_log_sum_exp"),
  ReduceMax: reduce("reduce_max"),
  ReduceMean: reduce("reduce_mean"),
  ReduceMin: reduce("reduce_min"),
  ReduceProd: reduce("reduce_prod"),
  ReduceSum: reduce("reduce_sum"),
  ReduceSumSquare: reduce("reduce_sum_square"),
  Relu: unary("relu"),
  Reshape: reshape,
  Round: unary("round"),
  Selu: selu,
  Shape: shape,
  Shrink: shrink,
  Sigmoid: unary("sigmoid"),
  Sign: unary("sign"),
  Sin: unary("sin"),
  Sinh: unary("sinh"),
  Size: size,
  Softmax: softmax,
  Softplus: unary("softplus"),
  Softsign: unary("softsign"),
  Sqrt: unary("sqrt"),
  Sub: binary("sub"),
  Sum: sum,
  Tan: unary("tan"),
  Tanh: unary("tanh"),
  ThresholdedRelu: thresholdedRelu,
  TopK: topK,
  Trilu: trilu,
  Where: where,
  Xor: binary("xor"),
} as const satisfies Record<string, Converter>;

export const converterOf = (opType: string): Converter | undefined =>
  Object.hasOwn(converters, opType) ? converters[opType as keyof typeof converters] : undefined;
