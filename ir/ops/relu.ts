import { elementwiseUnary } from "./elementwise.ts";

export const relu = elementwiseUnary({
  name: "relu",
  summary: "max(x, 0), element by element.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "numeric",
});
