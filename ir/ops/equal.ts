import { elementwiseBinary } from "./elementwise.ts";

export const equal = elementwiseBinary({
  name: "equal",
  summary: "Whether a = b, with broadcasting; NaN equals nothing.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "any",
  result: "bool",
});
