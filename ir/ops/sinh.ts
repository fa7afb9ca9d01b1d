import { elementwiseUnary } from "./elementwise.ts";

export const sinh = elementwiseUnary({
  name: "sinh",
  summary: "Hyperbolic sine.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "float",
});
