import { elementwiseUnary } from "./elementwise.ts";

export const asin = elementwiseUnary({
  name: "asin",
  summary: "Inverse sine in radians; NaN outside [-1, 1].",
  attributes: {},
  operationsPerElement: 1,
  accepts: "float",
});
