import { int } from "../attributes.ts";
import { alongAxis } from "./normalization.ts";

export const softmax = alongAxis({
  name: "softmax",
  summary: "exp(x - m) / Σ exp(x - m) along an axis, m being the maximum along it.",
  attributes: { axis: int() },
  axis: ({ attributes }) => attributes.axis,
  operationsPerElement: 5,
  operationsPerLine: () => 0,
});
