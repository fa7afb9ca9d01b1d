import { float } from "../attributes.ts";
import { elementwiseUnary } from "./elementwise.ts";

export const elu = elementwiseUnary({
  name: "elu",
  summary: "x where x ≥ 0, else alpha · (exp(x) - 1).",
  attributes: { alpha: float(1) },
  operationsPerElement: 4,
  accepts: "float",
});
