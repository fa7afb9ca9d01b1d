import { float } from "../attributes.ts";
import { elementwiseUnary } from "./elementwise.ts";

export const leakyRelu = elementwiseUnary({
  name: "leaky_relu",
  summary: "x where x ≥ 0, else alpha · x.",
  attributes: { alpha: float(0.01) },
  operationsPerElement: 2,
  accepts: "float",
});
