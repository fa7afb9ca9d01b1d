import { elementwiseUnary } from "./elementwise.ts";

export const exp = elementwiseUnary({
  name: "exp",
  summary: "e to the power of x.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "float",
});
