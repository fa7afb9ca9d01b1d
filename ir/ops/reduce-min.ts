import { reduction } from "./reduction.ts";

export const reduceMin = reduction({
  name: "reduce_min",
  summary: "The smallest element over the axes, NaN if any is; of none, the greatest value of the type.",
  accepts: "numeric",
  operationsPerInput: 1,
  operationsPerResult: 0,
});
