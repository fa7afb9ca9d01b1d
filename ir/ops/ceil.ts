import { elementwiseUnary } from "./elementwise.ts";

export const ceil = elementwiseUnary({
  name: "ceil",
  summary: "The smallest whole number ≥ x.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "float",
});
