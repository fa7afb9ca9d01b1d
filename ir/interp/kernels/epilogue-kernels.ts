/** The kernels of the operators that may stand in an epilogue; a gap is a compile error. */
import type { EpilogueOp } from "../../epilogue.ts";
import type { Kernel } from "../kernel.ts";
import { add } from "./add.ts";
import { clip } from "./clip.ts";
import { elu } from "./elu.ts";
import { gelu } from "./gelu.ts";
import { hardSigmoid } from "./hard-sigmoid.ts";
import { hardSwish } from "./hard-swish.ts";
import { leakyRelu } from "./leaky-relu.ts";
import { mish } from "./mish.ts";
import { mul } from "./mul.ts";
import { prelu } from "./prelu.ts";
import { relu } from "./relu.ts";
import { sigmoid } from "./sigmoid.ts";
import { silu } from "./silu.ts";
import { softplus } from "./softplus.ts";
import { tanh } from "./tanh.ts";

export const epilogueKernels: { readonly [O in EpilogueOp]: Kernel<O> } = {
  add,
  clip,
  elu,
  gelu,
  hard_sigmoid: hardSigmoid,
  hard_swish: hardSwish,
  leaky_relu: leakyRelu,
  mish,
  mul,
  prelu,
  relu,
  sigmoid,
  silu,
  softplus,
  tanh,
};
