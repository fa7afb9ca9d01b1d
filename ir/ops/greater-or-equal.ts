import { elementwiseBinary } from "./elementwise.ts";

export const greaterOrEqual = elementwiseBinary({
  name: "greater_or_equal",
  summary: "Whether a ≥ b, with broadcasting.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "numeric",
  result: "bool",
});
