import { elementwiseUnary } from "./elementwise.ts";

export const sigmoid = elementwiseUnary({
  name: "sigmoid",
  summary: "1 / (1 + exp(-x)).",
  attributes: {},
  operationsPerElement: 4,
  accepts: "float",
});
