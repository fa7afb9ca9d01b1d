import { elementwiseBinary } from "./elementwise.ts";

export const less = elementwiseBinary({
  name: "less",
  summary: "Whether a < b, with broadcasting.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "numeric",
  result: "bool",
});
