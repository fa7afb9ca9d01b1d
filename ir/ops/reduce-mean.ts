import { reduction } from "./reduction.ts";

export const reduceMean = reduction({
  name: "reduce_mean",
  summary: "Σ x / n over the axes.",
  accepts: "float",
  operationsPerInput: 1,
  operationsPerResult: 1,
});
