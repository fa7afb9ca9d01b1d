import { elementwiseUnary } from "./elementwise.ts";

export const tanh = elementwiseUnary({
  name: "tanh",
  summary: "Hyperbolic tangent.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "float",
});
