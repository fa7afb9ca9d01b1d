import { elementwiseBinary } from "./elementwise.ts";

export const pow = elementwiseBinary({
  name: "pow",
  summary:
    "a to the power of b with broadcasting. Integers wrap around; a negative exponent gives the truncated reciprocal.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "numeric",
});
