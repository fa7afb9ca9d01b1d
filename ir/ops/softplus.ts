import { elementwiseUnary } from "./elementwise.ts";

export const softplus = elementwiseUnary({
  name: "softplus",
  summary: "log(1 + exp(x)).",
  attributes: {},
  operationsPerElement: 3,
  accepts: "float",
});
