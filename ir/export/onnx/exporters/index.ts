/** The only list of exporters: one for each operator, which the compiler checks. */
import type { OpName } from "../../../ops/index.ts";
import { carrierCode, carrierOf } from "../carriers.ts";
import { type Exporter, Unwritable } from "../exporter.ts";
import { clip, logical, silu } from "./elementwise.ts";
import { expand, pad, reshape, slice, tile, trilu } from "./movement.ts";
import { plain, withAttributes } from "./plain.ts";
import { attention, conv2dInteger, matmul, matmulInteger } from "./products.ts";
import { dequantize, dynamicQuantize, quantize, requantize } from "./quantization.ts";
import { alongAxis, layerNormalization, reduction } from "./reductions.ts";
import { resize } from "./resize.ts";
import { argExtreme, cumulativeSum, gatherNd, mod, oneHot, scatterNd, topK } from "./selection.ts";
import { averagePool2d, conv2d, convTranspose2d, maxPool2d } from "./windows.ts";

/** By our name, in alphabetical order. */
const exporters = {
  abs: plain("Abs"),
  acos: plain("Acos"),
  acosh: plain("Acosh"),
  add: plain("Add"),
  and: logical("And", "BitwiseAnd"),
  arg_max: argExtreme("ArgMax"),
  arg_min: argExtreme("ArgMin"),
  asin: plain("Asin"),
  asinh: plain("Asinh"),
  atan: plain("Atan"),
  atanh: plain("Atanh"),
  attention,
  average_pool2d: averagePool2d,
  batch_normalization: withAttributes<"batch_normalization">("BatchNormalization", ({ epsilon }) => ({
    epsilon: { float: epsilon },
  })),
  bit_shift: withAttributes<"bit_shift">("BitShift", ({ direction }) => ({
    direction: { string: direction.toUpperCase() },
  })),
  cast: withAttributes<"cast">("Cast", ({ dtype }) => ({ to: { int: carrierCode(carrierOf(dtype as "f32")) } })),
  ceil: plain("Ceil"),
  celu: withAttributes<"celu">("Celu", ({ alpha }) => ({ alpha: { float: alpha } })),
  clip,
  concat: withAttributes<"concat">("Concat", ({ axis }) => ({ axis: { int: axis } })),
  conv2d,
  conv2d_integer: conv2dInteger,
  conv_transpose2d: convTranspose2d,
  cos: plain("Cos"),
  cosh: plain("Cosh"),
  cumulative_sum: cumulativeSum,
  depth_to_space: withAttributes<"depth_to_space">("DepthToSpace", ({ block, mode }) => ({
    blocksize: { int: block },
    mode: { string: mode },
  })),
  dequantize,
  div: plain("Div"),
  dynamic_quantize: dynamicQuantize,
  elu: withAttributes<"elu">("Elu", ({ alpha }) => ({ alpha: { float: alpha } })),
  equal: plain("Equal"),
  erf: plain("Erf"),
  exp: plain("Exp"),
  expand,
  floor: plain("Floor"),
  gather: withAttributes<"gather">("Gather", ({ axis }) => ({ axis: { int: axis } })),
  gather_elements: withAttributes<"gather_elements">("GatherElements", ({ axis }) => ({ axis: { int: axis } })),
  gather_nd: gatherNd,
  gelu: withAttributes<"gelu">("Gelu", ({ approximate }) => ({ approximate: { string: approximate } })),
  greater: plain("Greater"),
  greater_or_equal: plain("GreaterOrEqual"),
  hard_sigmoid: withAttributes<"hard_sigmoid">("HardSigmoid", ({ alpha, beta }) => ({
    alpha: { float: alpha },
    beta: { float: beta },
  })),
  hard_swish: plain("HardSwish"),
  instance_normalization: withAttributes<"instance_normalization">("InstanceNormalization", ({ epsilon }) => ({
    epsilon: { float: epsilon },
  })),
  is_inf: withAttributes<"is_inf">("IsInf", attributes => ({
    detect_negative: { int: Number(attributes.detect_negative) },
    detect_positive: { int: Number(attributes.detect_positive) },
  })),
  is_nan: plain("IsNaN"),
  layer_normalization: layerNormalization,
  leaky_relu: withAttributes<"leaky_relu">("LeakyRelu", ({ alpha }) => ({ alpha: { float: alpha } })),
  less: plain("Less"),
  less_or_equal: plain("LessOrEqual"),
  local_response_normalization: withAttributes<"local_response_normalization">(
    "LRN",
    ({ size, alpha, beta, bias }) => ({
      size: { int: size },
      alpha: { float: alpha },
      beta: { float: beta },
      bias: { float: bias },
    }),
  ),
  log: plain("Log"),
  log_softmax: alongAxis("LogSoftmax"),
  lp_normalization: withAttributes<"lp_normalization">("LpNormalization", ({ axis, p }) => ({
    axis: { int: axis },
    p: { int: p },
  })),
  matmul,
  matmul_integer: matmulInteger,
  max: plain("Max"),
  max_pool2d: maxPool2d,
  min: plain("Min"),
  mish: plain("Mish"),
  mod,
  mul: plain("Mul"),
  neg: plain("Neg"),
  not: logical("Not", "BitwiseNot"),
  one_hot: oneHot,
  opaque: ({ attributes }) => {
    throw new Unwritable(`it stands for ${attributes.source}, which could not be imported: ${attributes.reason}`);
  },
  or: logical("Or", "BitwiseOr"),
  pad,
  pow: plain("Pow"),
  prelu: plain("PRelu"),
  quantize,
  reciprocal: plain("Reciprocal"),
  reduce_l1: reduction("ReduceL1"),
  reduce_l2: reduction("ReduceL2"),
  reduce_log_sum: reduction("ReduceLogSum"),
  reduce_log_sum_exp: reduction("ReduceLogSumExp"),
  reduce_max: reduction("ReduceMax"),
  reduce_mean: reduction("ReduceMean"),
  reduce_min: reduction("ReduceMin"),
  reduce_prod: reduction("ReduceProd"),
  reduce_sum: reduction("ReduceSum"),
  reduce_sum_square: reduction("ReduceSumSquare"),
  relu: plain("Relu"),
  requantize,
  reshape,
  resize,
  round: plain("Round"),
  scatter_elements: withAttributes<"scatter_elements">("ScatterElements", attributes => ({
    axis: { int: attributes.axis },
    reduction: { string: attributes.reduction },
  })),
  scatter_nd: scatterNd,
  selu: withAttributes<"selu">("Selu", ({ alpha, gamma }) => ({ alpha: { float: alpha }, gamma: { float: gamma } })),
  sigmoid: plain("Sigmoid"),
  sign: plain("Sign"),
  silu,
  sin: plain("Sin"),
  sinh: plain("Sinh"),
  slice,
  softmax: alongAxis("Softmax"),
  softplus: plain("Softplus"),
  softsign: plain("Softsign"),
  space_to_depth: withAttributes<"space_to_depth">("SpaceToDepth", ({ block }) => ({ blocksize: { int: block } })),
  sqrt: plain("Sqrt"),
  sub: plain("Sub"),
  tan: plain("Tan"),
  tanh: plain("Tanh"),
  thresholded_relu: withAttributes<"thresholded_relu">("ThresholdedRelu", ({ alpha }) => ({
    alpha: { float: alpha },
  })),
  tile,
  top_k: topK,
  transpose: withAttributes<"transpose">("Transpose", ({ permutation }) => ({ perm: { ints: permutation } })),
  trilu,
  where: plain("Where"),
  xor: logical("Xor", "BitwiseXor"),
} as const satisfies { readonly [O in OpName]: Exporter<O> };

export const exporterOf = (op: OpName): Exporter<never> => exporters[op];
