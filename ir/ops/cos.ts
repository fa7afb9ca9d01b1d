import { elementwiseUnary } from "./elementwise.ts";

export const cos = elementwiseUnary({
  name: "cos",
  summary: "Cosine of x radians.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "float",
});
