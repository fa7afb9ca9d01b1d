import { elementwiseUnary } from "./elementwise.ts";

export const log = elementwiseUnary({
  name: "log",
  summary: "Natural logarithm; NaN below 0.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "float",
});
