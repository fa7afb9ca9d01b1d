/** The only list of operators. A kernel or a lowering that lacks one is a compile error. */
import type { AttributeInput, AttributesOf } from "../attributes.ts";
import type { OpDef } from "../op.ts";
import { abs } from "./abs.ts";
import { acos } from "./acos.ts";
import { acosh } from "./acosh.ts";
import { add } from "./add.ts";
import { and } from "./and.ts";
import { argMax } from "./arg-max.ts";
import { argMin } from "./arg-min.ts";
import { asin } from "./asin.ts";
import { asinh } from "./asinh.ts";
import { atan } from "./atan.ts";
import { atanh } from "./atanh.ts";
import { attention } from "./attention.ts";
import { averagePool2d } from "./average-pool2d.ts";
import { batchNormalization } from "./batch-normalization.ts";
import { bitShift } from "./bit-shift.ts";
import { cast } from "./cast.ts";
import { ceil } from "./ceil.ts";
import { celu } from "./celu.ts";
import { clip } from "./clip.ts";
import { concat } from "./concat.ts";
import { conv2d } from "./conv2d.ts";
import { conv2dInteger } from "./conv2d-integer.ts";
import { convTranspose2d } from "./conv-transpose2d.ts";
import { cos } from "./cos.ts";
import { cosh } from "./cosh.ts";
import { cumulativeSum } from "./cumulative-sum.ts";
import { depthToSpace } from "./depth-to-space.ts";
import { dequantize } from "./dequantize.ts";
import { div } from "./div.ts";
import { dynamicQuantize } from "./dynamic-quantize.ts";
import { elu } from "./elu.ts";
import { equal } from "./equal.ts";
import { erf } from "./erf.ts";
import { exp } from "./exp.ts";
import { expand } from "./expand.ts";
import { floor } from "./floor.ts";
import { gather } from "./gather.ts";
import { gatherElements } from "./gather-elements.ts";
import { gatherNd } from "./gather-nd.ts";
import { gelu } from "./gelu.ts";
import { greater } from "./greater.ts";
import { greaterOrEqual } from "./greater-or-equal.ts";
import { hardSigmoid } from "./hard-sigmoid.ts";
import { hardSwish } from "./hard-swish.ts";
import { instanceNormalization } from "./instance-normalization.ts";
import { isInf } from "./is-inf.ts";
import { isNan } from "./is-nan.ts";
import { layerNormalization } from "./layer-normalization.ts";
import { leakyRelu } from "./leaky-relu.ts";
import { less } from "./less.ts";
import { lessOrEqual } from "./less-or-equal.ts";
import { localResponseNormalization } from "./local-response-normalization.ts";
import { log } from "./log.ts";
import { logSoftmax } from "./log-softmax.ts";
import { lpNormalization } from "./lp-normalization.ts";
import { matmul } from "./matmul.ts";
import { matmulInteger } from "./matmul-integer.ts";
import { max } from "./max.ts";
import { maxPool2d } from "./max-pool2d.ts";
import { min } from "./min.ts";
import { mish } from "./mish.ts";
import { mod } from "./mod.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { not } from "./not.ts";
import { oneHot } from "./one-hot.ts";
import { opaque } from "./opaque.ts";
import { or } from "./or.ts";
import { pad } from "./pad.ts";
import { pow } from "./pow.ts";
import { prelu } from "./prelu.ts";
import { quantize } from "./quantize.ts";
import { reciprocal } from "./reciprocal.ts";
import { reduceL1 } from "./reduce-l1.ts";
import { reduceL2 } from "./reduce-l2.ts";
import { reduceLogSum } from "./reduce-log-sum.ts";
import { reduceLogSumExp } from "./reduce-log-sum-exp.ts";
import { reduceMax } from "./reduce-max.ts";
import { reduceMean } from "./reduce-mean.ts";
import { reduceMin } from "./reduce-min.ts";
import { reduceProd } from "./reduce-prod.ts";
import { reduceSum } from "./reduce-sum.ts";
import { reduceSumSquare } from "./reduce-sum-square.ts";
import { relu } from "./relu.ts";
import { requantize } from "./requantize.ts";
import { requantizeDyadic } from "./requantize-dyadic.ts";
import { reshape } from "./reshape.ts";
import { resize } from "./resize.ts";
import { round } from "./round.ts";
import { scatterElements } from "./scatter-elements.ts";
import { scatterNd } from "./scatter-nd.ts";
import { selu } from "./selu.ts";
import { sigmoid } from "./sigmoid.ts";
import { sign } from "./sign.ts";
import { silu } from "./silu.ts";
import { sin } from "./sin.ts";
import { sinh } from "./sinh.ts";
import { slice } from "./slice.ts";
import { softmax } from "./softmax.ts";
import { softplus } from "./softplus.ts";
import { softsign } from "./softsign.ts";
import { spaceToDepth } from "./space-to-depth.ts";
import { sqrt } from "./sqrt.ts";
import { sub } from "./sub.ts";
import { tan } from "./tan.ts";
import { tanh } from "./tanh.ts";
import { thresholdedRelu } from "./thresholded-relu.ts";
import { tile } from "./tile.ts";
import { topK } from "./top-k.ts";
import { transpose } from "./transpose.ts";
import { trilu } from "./trilu.ts";
import { where } from "./where.ts";
import { xor } from "./xor.ts";

export const ops = {
  abs,
  acos,
  acosh,
  add,
  and,
  arg_max: argMax,
  arg_min: argMin,
  asin,
  asinh,
  atan,
  atanh,
  attention,
  average_pool2d: averagePool2d,
  batch_normalization: batchNormalization,
  bit_shift: bitShift,
  cast,
  ceil,
  celu,
  clip,
  concat,
  conv2d,
  conv2d_integer: conv2dInteger,
  conv_transpose2d: convTranspose2d,
  cos,
  cosh,
  cumulative_sum: cumulativeSum,
  depth_to_space: depthToSpace,
  dequantize,
  div,
  dynamic_quantize: dynamicQuantize,
  elu,
  equal,
  erf,
  exp,
  expand,
  floor,
  gather,
  gather_elements: gatherElements,
  gather_nd: gatherNd,
  gelu,
  greater,
  greater_or_equal: greaterOrEqual,
  hard_sigmoid: hardSigmoid,
  hard_swish: hardSwish,
  instance_normalization: instanceNormalization,
  is_inf: isInf,
  is_nan: isNan,
  layer_normalization: layerNormalization,
  leaky_relu: leakyRelu,
  less,
  less_or_equal: lessOrEqual,
  local_response_normalization: localResponseNormalization,
  log,
  log_softmax: logSoftmax,
  lp_normalization: lpNormalization,
  matmul,
  matmul_integer: matmulInteger,
  max,
  max_pool2d: maxPool2d,
  min,
  mish,
  mod,
  mul,
  neg,
  not,
  one_hot: oneHot,
  opaque,
  or,
  pad,
  pow,
  prelu,
  quantize,
  reciprocal,
  reduce_l1: reduceL1,
  reduce_l2: reduceL2,
  reduce_log_sum: reduceLogSum,
  reduce_log_sum_exp: reduceLogSumExp,
  reduce_max: reduceMax,
  reduce_mean: reduceMean,
  reduce_min: reduceMin,
  reduce_prod: reduceProd,
  reduce_sum: reduceSum,
  reduce_sum_square: reduceSumSquare,
  relu,
  requantize,
  requantize_dyadic: requantizeDyadic,
  reshape,
  resize,
  round,
  scatter_elements: scatterElements,
  scatter_nd: scatterNd,
  selu,
  sigmoid,
  sign,
  silu,
  sin,
  sinh,
  slice,
  softmax,
  softplus,
  softsign,
  space_to_depth: spaceToDepth,
  sqrt,
  sub,
  tan,
  tanh,
  thresholded_relu: thresholdedRelu,
  tile,
  top_k: topK,
  transpose,
  trilu,
  where,
  xor,
} as const satisfies Record<string, OpDef>;

export type OpName = keyof typeof ops;
export type OpAttributes<O extends OpName> = AttributesOf<(typeof ops)[O]["attributes"]>;
export type OpAttributeInput<O extends OpName> = AttributeInput<(typeof ops)[O]["attributes"]>;

export const isOpName = (name: string): name is OpName => Object.hasOwn(ops, name);

/** The definition under its common interface. */
export const opDef = (name: OpName): OpDef => ops[name];
