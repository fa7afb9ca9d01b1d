import { float } from "../attributes.ts";
import { elementwiseUnary } from "./elementwise.ts";

export const celu = elementwiseUnary({
  name: "celu",
  summary: "max(x, 0) + min(0, alpha · (exp(x / alpha) - 1)).",
  attributes: { alpha: float(1) },
  operationsPerElement: 7,
  accepts: "float",
});
