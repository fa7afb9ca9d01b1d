import { reduction } from "./reduction.ts";

export const reduceSum = reduction({
  name: "reduce_sum",
  summary: "Σ x over the axes; integers wrap around.",
  accepts: "numeric",
  operationsPerInput: 1,
  operationsPerResult: 0,
});
