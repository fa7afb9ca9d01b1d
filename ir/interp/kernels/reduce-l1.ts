import { reductionKernel, zero } from "./reduction.ts";

export const reduceL1 = reductionKernel<"reduce_l1">({
  initial: zero,
  combine: (total, x) => total + Math.abs(x),
});
