import { elementwiseUnary } from "./elementwise.ts";

export const erf = elementwiseUnary({
  name: "erf",
  summary: "The error function 2/√π · ∫ exp(-t²) dt from 0 to x.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "float",
});
