import { elementwiseUnary } from "./elementwise.ts";

export const hardSwish = elementwiseUnary({
  name: "hard_swish",
  summary: "x · max(0, min(1, x / 6 + 1/2)).",
  attributes: {},
  operationsPerElement: 5,
  accepts: "float",
});
