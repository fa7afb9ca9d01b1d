import { reductionKernel, zero } from "./reduction.ts";

export const reduceL2 = reductionKernel<"reduce_l2">({
  initial: zero,
  combine: (total, x) => total + x * x,
  finish: total => Math.sqrt(total),
});
