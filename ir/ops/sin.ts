import { elementwiseUnary } from "./elementwise.ts";

export const sin = elementwiseUnary({
  name: "sin",
  summary: "Sine of x radians.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "float",
});
