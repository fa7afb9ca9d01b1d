import { elementwiseUnary } from "./elementwise.ts";

export const reciprocal = elementwiseUnary({
  name: "reciprocal",
  summary: "1 / x.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "float",
});
