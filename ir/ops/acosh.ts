import { elementwiseUnary } from "./elementwise.ts";

export const acosh = elementwiseUnary({
  name: "acosh",
  summary: "Inverse hyperbolic cosine; NaN below 1.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "float",
});
