import { reduction } from "./reduction.ts";

export const reduceSumSquare = reduction({
  name: "reduce_sum_square",
  summary: "Σ x² over the axes; integers wrap around.",
  accepts: "numeric",
  operationsPerInput: 2,
  operationsPerResult: 0,
});
