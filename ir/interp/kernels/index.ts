/** One kernel per operator; a gap is a compile error. */
import type { OpName } from "../../ops/index.ts";
import type { Kernel } from "../kernel.ts";
import { abs } from "./abs.ts";
import { acos } from "./acos.ts";
import { acosh } from "./acosh.ts";
import { add } from "./add.ts";
import { and } from "./and.ts";
import { asin } from "./asin.ts";
import { asinh } from "./asinh.ts";
import { atan } from "./atan.ts";
import { atanh } from "./atanh.ts";
import { bitShift } from "./bit-shift.ts";
import { ceil } from "./ceil.ts";
import { celu } from "./celu.ts";
import { clip } from "./clip.ts";
import { conv2d } from "./conv2d.ts";
import { cos } from "./cos.ts";
import { cosh } from "./cosh.ts";
import { div } from "./div.ts";
import { elu } from "./elu.ts";
import { equal } from "./equal.ts";
import { erf } from "./erf.ts";
import { exp } from "./exp.ts";
import { floor } from "./floor.ts";
import { gelu } from "./gelu.ts";
import { greater } from "./greater.ts";
import { greaterOrEqual } from "./greater-or-equal.ts";
import { hardSigmoid } from "./hard-sigmoid.ts";
import { hardSwish } from "./hard-swish.ts";
import { isInf } from "./is-inf.ts";
import { isNan } from "./is-nan.ts";
import { leakyRelu } from "./leaky-relu.ts";
import { less } from "./less.ts";
import { lessOrEqual } from "./less-or-equal.ts";
import { log } from "./log.ts";
import { max } from "./max.ts";
import { min } from "./min.ts";
import { mish } from "./mish.ts";
import { mod } from "./mod.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { not } from "./not.ts";
import { or } from "./or.ts";
import { pow } from "./pow.ts";
import { prelu } from "./prelu.ts";
import { reciprocal } from "./reciprocal.ts";
import { relu } from "./relu.ts";
import { reshape } from "./reshape.ts";
import { round } from "./round.ts";
import { selu } from "./selu.ts";
import { sigmoid } from "./sigmoid.ts";
import { sign } from "./sign.ts";
import { silu } from "./silu.ts";
import { sin } from "./sin.ts";
import { sinh } from "./sinh.ts";
import { softplus } from "./softplus.ts";
import { softsign } from "./softsign.ts";
import { sqrt } from "./sqrt.ts";
import { sub } from "./sub.ts";
import { tan } from "./tan.ts";
import { tanh } from "./tanh.ts";
import { thresholdedRelu } from "./thresholded-relu.ts";
import { where } from "./where.ts";
import { xor } from "./xor.ts";

export const kernels: { readonly [O in OpName]: Kernel<O> } = {
  abs,
  acos,
  acosh,
  add,
  and,
  asin,
  asinh,
  atan,
  atanh,
  bit_shift: bitShift,
  ceil,
  celu,
  clip,
  conv2d,
  cos,
  cosh,
  div,
  elu,
  equal,
  erf,
  exp,
  floor,
  gelu,
  greater,
  greater_or_equal: greaterOrEqual,
  hard_sigmoid: hardSigmoid,
  hard_swish: hardSwish,
  is_inf: isInf,
  is_nan: isNan,
  leaky_relu: leakyRelu,
  less,
  less_or_equal: lessOrEqual,
  log,
  max,
  min,
  mish,
  mod,
  mul,
  neg,
  not,
  or,
  pow,
  prelu,
  reciprocal,
  relu,
  reshape,
  round,
  selu,
  sigmoid,
  sign,
  silu,
  sin,
  sinh,
  softplus,
  softsign,
  sqrt,
  sub,
  tan,
  tanh,
  thresholded_relu: thresholdedRelu,
  where,
  xor,
};
