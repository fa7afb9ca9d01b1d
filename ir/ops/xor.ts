import { elementwiseBinary } from "./elementwise.ts";

export const xor = elementwiseBinary({
  name: "xor",
  summary: "Either a or b but not both, with broadcasting; of integers, bit by bit.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "bool or integer",
});
