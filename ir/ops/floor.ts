import { elementwiseUnary } from "./elementwise.ts";

export const floor = elementwiseUnary({
  name: "floor",
  summary: "The largest whole number ≤ x.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "float",
});
