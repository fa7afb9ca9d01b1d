import { elementwiseUnary } from "./elementwise.ts";

export const round = elementwiseUnary({
  name: "round",
  summary: "The nearest whole number, ties to even.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "float",
});
