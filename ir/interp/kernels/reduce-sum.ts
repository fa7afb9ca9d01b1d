import { reductionKernel, zero } from "./reduction.ts";

export const reduceSum = reductionKernel<"reduce_sum">({
  initial: zero,
  combine: (total, x) => total + x,
});
