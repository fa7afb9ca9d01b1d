import { elementwiseBinary } from "./elementwise.ts";

export const and = elementwiseBinary({
  name: "and",
  summary: "a and b with broadcasting; of integers, bit by bit.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "bool or integer",
});
