import { elementwiseUnary } from "./elementwise.ts";

export const isNan = elementwiseUnary({
  name: "is_nan",
  summary: "Whether x is not a number.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "float",
  result: "bool",
});
