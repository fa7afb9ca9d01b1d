import { elementwiseBinary } from "./elementwise.ts";

export const sub = elementwiseBinary({
  name: "sub",
  summary: "a - b with broadcasting; integers wrap around.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "numeric",
});
