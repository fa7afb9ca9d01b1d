import { elementwiseUnary } from "./elementwise.ts";

export const silu = elementwiseUnary({
  name: "silu",
  summary: "x / (1 + exp(-x)), also called Swish.",
  attributes: {},
  operationsPerElement: 4,
  accepts: "float",
});
