import { int } from "../attributes.ts";
import { alongAxis } from "./normalization.ts";

export const logSoftmax = alongAxis({
  name: "log_softmax",
  summary: "(x - m) - log Σ exp(x - m) along an axis, m being the maximum along it.",
  attributes: { axis: int() },
  axis: ({ attributes }) => attributes.axis,
  operationsPerElement: 5,
  operationsPerLine: () => 1,
});
