import { elementwiseUnary } from "./elementwise.ts";

export const sign = elementwiseUnary({
  name: "sign",
  summary: "-1, 0 or 1; NaN stays.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "numeric",
});
