import { reduction } from "./reduction.ts";

export const reduceLogSumExp = reduction({
  name: "reduce_log_sum_exp",
  summary: "m + log Σ exp(x - m) over the axes, m being their maximum.",
  accepts: "float",
  operationsPerInput: 4,
  operationsPerResult: 2,
});
