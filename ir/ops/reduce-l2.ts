import { reduction } from "./reduction.ts";

export const reduceL2 = reduction({
  name: "reduce_l2",
  summary: "√Σ x² over the axes.",
  accepts: "float",
  operationsPerInput: 2,
  operationsPerResult: 1,
});
