import { reduction } from "./reduction.ts";

export const reduceLogSum = reduction({
  name: "reduce_log_sum",
  summary: "log Σ x over the axes.",
  accepts: "float",
  operationsPerInput: 1,
  operationsPerResult: 1,
});
