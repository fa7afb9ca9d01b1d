import { elementwiseUnary } from "./elementwise.ts";

export const softsign = elementwiseUnary({
  name: "softsign",
  summary: "x / (1 + |x|).",
  attributes: {},
  operationsPerElement: 3,
  accepts: "float",
});
