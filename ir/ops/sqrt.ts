import { elementwiseUnary } from "./elementwise.ts";

export const sqrt = elementwiseUnary({
  name: "sqrt",
  summary: "Square root; NaN below 0.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "float",
});
