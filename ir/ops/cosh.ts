import { elementwiseUnary } from "./elementwise.ts";

export const cosh = elementwiseUnary({
  name: "cosh",
  summary: "Hyperbolic cosine.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "float",
});
