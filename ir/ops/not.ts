import { elementwiseUnary } from "./elementwise.ts";

export const not = elementwiseUnary({
  name: "not",
  summary: "Negation of a bool; of an integer, of each of its bits.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "bool or integer",
});
