import { elementwiseUnary } from "./elementwise.ts";

export const acos = elementwiseUnary({
  name: "acos",
  summary: "Inverse cosine in radians; NaN outside [-1, 1].",
  attributes: {},
  operationsPerElement: 1,
  accepts: "float",
});
