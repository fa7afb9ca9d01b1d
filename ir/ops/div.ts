import { elementwiseBinary } from "./elementwise.ts";

export const div = elementwiseBinary({
  name: "div",
  summary: "a / b with broadcasting; integers truncate toward zero, and by zero give 0.",
  attributes: {},
  operationsPerElement: 1,
  accepts: "numeric",
});
