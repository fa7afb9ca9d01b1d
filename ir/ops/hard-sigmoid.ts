import { float } from "../attributes.ts";
import { elementwiseUnary } from "./elementwise.ts";

export const hardSigmoid = elementwiseUnary({
  name: "hard_sigmoid",
  summary: "max(0, min(1, alpha · x + beta)).",
  attributes: { alpha: float(0.2), beta: float(0.5) },
  operationsPerElement: 4,
  accepts: "float",
});
