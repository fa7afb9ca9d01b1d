import { reductionKernel, zero } from "./reduction.ts";

export const reduceMean = reductionKernel<"reduce_mean">({
  initial: zero,
  combine: (total, x) => total + x,
  finish: (total, count) => total / count,
});
