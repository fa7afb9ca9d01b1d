import { reduction } from "./reduction.ts";

export const reduceL1 = reduction({
  name: "reduce_l1",
  summary: "Σ |x| over the axes; integers wrap around.",
  accepts: "numeric",
  operationsPerInput: 2,
  operationsPerResult: 0,
});
