import { reduction } from "./reduction.ts";

export const reduceMax = reduction({
  name: "reduce_max",
  summary: "The largest element over the axes, NaN if any is; of none, the least value of the type.",
  accepts: "numeric",
  operationsPerInput: 1,
  operationsPerResult: 0,
});
