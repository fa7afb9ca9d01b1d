import { flag } from "../attributes.ts";
import { elementwiseUnary } from "./elementwise.ts";

export const isInf = elementwiseUnary({
  name: "is_inf",
  summary: "Whether x is infinite, with a sign that is asked for.",
  attributes: { detect_negative: flag(true), detect_positive: flag(true) },
  operationsPerElement: 1,
  accepts: "float",
  result: "bool",
});
