import { elementwiseUnary } from "./elementwise.ts";

export const atan = elementwiseUnary({
  name: "atan",
  summary: "Inverse tangent in radians.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "float",
});
