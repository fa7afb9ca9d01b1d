import { elementwiseBinary } from "./elementwise.ts";

export const greater = elementwiseBinary({
  name: "greater",
  summary: "Whether a > b, with broadcasting.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "numeric",
  result: "bool",
});
