/** The only list of ONNX operators that can be mapped. */
import type { Converter } from "../converter.ts";
import { celu, elu, hardSigmoid, leakyRelu, selu, thresholdedRelu } from "./activations.ts";
import { argExtreme } from "./arg-extreme.ts";
import { batchNormalization } from "./batch-normalization.ts";
import { binary } from "./binary.ts";
import { cast, castLike } from "./cast.ts";
import { clip } from "./clip.ts";
import { concat } from "./concat.ts";
import { constant } from "./constant.ts";
import { constantOfShape, range } from "./constant-of-shape.ts";
import { conv } from "./conv.ts";
import { convTranspose } from "./conv-transpose.ts";
import { cumulativeSum } from "./cumulative-sum.ts";
import { depthToSpace, spaceToDepth } from "./depth-to-space.ts";
import { dynamicQuantizeLinear } from "./dynamic-quantize-linear.ts";
import { einsum } from "./einsum.ts";
import { expand, tile } from "./expand.ts";
import { gather, gatherElements, gatherNd } from "./gather.ts";
import { gelu } from "./gelu.ts";
import { gemm } from "./gemm.ts";
import { globalAveragePool, globalLpPool, globalMaxPool } from "./global-pool.ts";
import { groupNormalization } from "./group-normalization.ts";
import { dropout, identity } from "./identity.ts";
import { convInteger, matmulInteger, qlinearConv, qlinearMatmul } from "./integer-contraction.ts";
import { bitShift, mod } from "./integer-operators.ts";
import { isInf } from "./is-inf.ts";
import { layerNormalization } from "./layer-normalization.ts";
import { lpPool } from "./lp-pool.ts";
import { matmul } from "./matmul.ts";
import { meanVarianceNormalization } from "./mean-variance-normalization.ts";
import { nonZero } from "./non-zero.ts";
import { instanceNormalization, localResponseNormalization, lpNormalization } from "./normalizations.ts";
import { oneHot } from "./one-hot.ts";
import { pad } from "./pad.ts";
import { averagePool, maxPool } from "./pool.ts";
import { pow } from "./pow.ts";
import { bipolarQuant, qonnxDomains, qonnxOpTypes, quant } from "./qonnx.ts";
import { dequantizeLinear, quantizeLinear } from "./quantize-linear.ts";
import { reduce } from "./reduce.ts";
import { reshape } from "./reshape.ts";
import { resize, upsample } from "./resize.ts";
import { scatterElements, scatterNd } from "./scatter.ts";
import { shape, size } from "./shape.ts";
import { shrink } from "./shrink.ts";
import { slice } from "./slice.ts";
import { hardmax, logSoftmax, softmax } from "./softmax.ts";
import { split } from "./split.ts";
import { flatten, squeeze, unsqueeze } from "./squeeze.ts";
import { topK } from "./top-k.ts";
import { transpose } from "./transpose.ts";
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
  AveragePool: averagePool,
  BatchNormalization: batchNormalization,
  BipolarQuant: bipolarQuant,
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
  Concat: concat,
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Conv: conv,
  ConvInteger: convInteger,
  ConvTranspose: convTranspose,
  Cos: unary("cos"),
  Cosh: unary("cosh"),
  CumSum: cumulativeSum,
  DepthToSpace: depthToSpace,
  DequantizeLinear: dequantizeLinear,
  Div: binary("div"),
  Dropout: dropout,
  DynamicQuantizeLinear: dynamicQuantizeLinear,
  Einsum: einsum,
  Elu: elu,
  Equal: binary("equal"),
  Erf: unary("erf"),
  Exp: unary("exp"),
  Expand: expand,
  Flatten: flatten,
  Floor: unary("floor"),
  Gather: gather,
  GatherElements: gatherElements,
  GatherND: gatherNd,
  Gelu: gelu,
  Gemm: gemm,
  GlobalAveragePool: globalAveragePool,
  GlobalLpPool: globalLpPool,
  GlobalMaxPool: globalMaxPool,
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
  LpPool: lpPool,
  LRN: localResponseNormalization,
  MatMul: matmul,
  MatMulInteger: matmulInteger,
  Max: maximum,
  MaxPool: maxPool,
  Mean: mean,
  MeanVarianceNormalization: meanVarianceNormalization,
  Min: minimum,
  Mish: unary("mish"),
  Mod: mod,
  Mul: binary("mul"),
  Neg: unary("neg"),
  NonZero: nonZero,
  Not: unary("not"),
  OneHot: oneHot,
  Or: binary("or"),
  Pad: pad,
  Pow: pow,
  PRelu: binary("prelu"),
  QLinearConv: qlinearConv,
  QLinearMatMul: qlinearMatmul,
  Quant: quant,
  QuantizeLinear: quantizeLinear,
  Range: range,
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
  Resize: resize,
  Round: unary("round"),
  Scatter: scatterElements,
  ScatterElements: scatterElements,
  ScatterND: scatterNd,
  Selu: selu,
  Shape: shape,
  Shrink: shrink,
  Sigmoid: unary("sigmoid"),
  Sign: unary("sign"),
  Sin: unary("sin"),
  Sinh: unary("sinh"),
  Size: size,
  Slice: slice,
  Softmax: softmax,
  Softplus: unary("softplus"),
  Softsign: unary("softsign"),
  SpaceToDepth: spaceToDepth,
  Split: split,
  Sqrt: unary("sqrt"),
  Squeeze: squeeze,
  Sub: binary("sub"),
  Sum: sum,
  Tan: unary("tan"),
  Tanh: unary("tanh"),
  ThresholdedRelu: thresholdedRelu,
  Tile: tile,
  TopK: topK,
  Transpose: transpose,
  Trilu: trilu,
  Unsqueeze: unsqueeze,
  Upsample: upsample,
  Where: where,
  Xor: binary("xor"),
} as const satisfies Record<string, Converter>;

export type ConvertedOpType = keyof typeof converters;

/** Operators of QONNX have a domain of their own, under several names. */
export const isConverted = (opType: string, domain: string): opType is ConvertedOpType =>
  Object.hasOwn(converters, opType) && (qonnxOpTypes.has(opType) ? qonnxDomains.has(domain) : domain === "");

export const converterOf = (opType: ConvertedOpType): Converter => converters[opType];

/** What can be mapped, by ONNX's names. */
export const convertedOpTypes = Object.keys(converters) as readonly ConvertedOpType[];
