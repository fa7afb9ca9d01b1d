import { elementwiseBinary } from "./elementwise.ts";

export const or = elementwiseBinary({
  name: "or",
  summary: "a or b with broadcasting; of integers, bit by bit.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "bool or integer",
});
