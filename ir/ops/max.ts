import { elementwiseBinary } from "./elementwise.ts";

export const max = elementwiseBinary({
  name: "max",
  summary: "The larger of a and b with broadcasting; NaN if either is.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "numeric",
});
