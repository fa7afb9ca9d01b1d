import { greatestOf, reductionKernel } from "./reduction.ts";

export const reduceMin = reductionKernel<"reduce_min">({
  initial: greatestOf,
  combine: (total, x) => Math.min(total, x),
});
