import { elementwiseBinary } from "./elementwise.ts";

export const lessOrEqual = elementwiseBinary({
  name: "less_or_equal",
  summary: "Whether a ≤ b, with broadcasting.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "numeric",
  result: "bool",
});
