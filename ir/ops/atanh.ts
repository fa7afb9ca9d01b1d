import { elementwiseUnary } from "./elementwise.ts";

export const atanh = elementwiseUnary({
  name: "atanh",
  summary: "Inverse hyperbolic tangent; NaN outside [-1, 1].",
  attributes: {},
  operationsPerElement: 1,
  accepts: "float",
});
