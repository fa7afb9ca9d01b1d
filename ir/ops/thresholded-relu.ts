import { float } from "../attributes.ts";
import { elementwiseUnary } from "./elementwise.ts";

export const thresholdedRelu = elementwiseUnary({
  name: "thresholded_relu",
  summary: "x where x > alpha, else 0.",
  attributes: { alpha: float(1) },
  operationsPerElement: 1,
  accepts: "float",
});
