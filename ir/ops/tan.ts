import { elementwiseUnary } from "./elementwise.ts";

export const tan = elementwiseUnary({
  name: "tan",
  summary: "Tangent of x radians.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "float",
});
