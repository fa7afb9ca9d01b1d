import { elementwiseBinary } from "./elementwise.ts";

export const mul = elementwiseBinary({
  name: "mul",
  summary: "a · b with broadcasting; integers wrap around.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "numeric",
});
