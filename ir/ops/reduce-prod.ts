import { reduction } from "./reduction.ts";

export const reduceProd = reduction({
  name: "reduce_prod",
  summary: "The product over the axes; integers wrap around.",
  accepts: "numeric",
  operationsPerInput: 1,
  operationsPerResult: 0,
});
