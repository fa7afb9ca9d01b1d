import { elementwiseUnary } from "./elementwise.ts";

export const asinh = elementwiseUnary({
  name: "asinh",
  summary: "Inverse hyperbolic sine.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "float",
});
