import { elementwiseBinary } from "./elementwise.ts";

export const add = elementwiseBinary({
  name: "add",
  summary: "a + b with broadcasting; integers wrap around.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "numeric",
});
