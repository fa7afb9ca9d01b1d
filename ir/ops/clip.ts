import { float } from "../attributes.ts";
import { elementwiseUnary } from "./elementwise.ts";

export const clip = elementwiseUnary({
  name: "clip",
  summary: "min(max(x, min), max), an infinite bound being none; NaN stays.",
  attributes: { min: float(-Infinity), max: float(Infinity) },
  operationsPerElement: 2,
  accepts: "numeric",
  check: ({ attributes: { min, max } }) =>
    Number.isNaN(min) || Number.isNaN(max) ? [`bounds must be numbers, found ${min} and ${max}`] : [],
});
