import { elementwiseUnary } from "./elementwise.ts";

export const mish = elementwiseUnary({
  name: "mish",
  summary: "x · tanh(log(1 + exp(x))).",
  attributes: {},
  operationsPerElement: 5,
  accepts: "float",
});
