import { elementwiseUnary } from "./elementwise.ts";

export const abs = elementwiseUnary({
  name: "abs",
  summary: "|x|; integers wrap around, so that the smallest one stays.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "numeric",
});
