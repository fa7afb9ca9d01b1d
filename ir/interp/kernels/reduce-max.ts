import { leastOf, reductionKernel } from "./reduction.ts";

export const reduceMax = reductionKernel<"reduce_max">({
  initial: leastOf,
  combine: (total, x) => Math.max(total, x),
});
