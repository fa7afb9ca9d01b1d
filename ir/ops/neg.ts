import { elementwiseUnary } from "./elementwise.ts";

export const neg = elementwiseUnary({
  name: "neg",
  summary: "-x; integers wrap around, so that the smallest one stays.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "numeric",
});
