import { elementwiseBinary } from "./elementwise.ts";

export const min = elementwiseBinary({
  name: "min",
  summary: "The smaller of a and b with broadcasting; NaN if either is.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "numeric",
});
