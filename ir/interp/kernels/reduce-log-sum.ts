import { reductionKernel, zero } from "./reduction.ts";

export const reduceLogSum = reductionKernel<"reduce_log_sum">({
  initial: zero,
  combine: (total, x) => total + x,
  finish: total => Math.log(total),
});
