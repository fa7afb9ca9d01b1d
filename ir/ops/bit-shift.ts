import { oneOf } from "../attributes.ts";
import { elementwiseBinary } from "./elementwise.ts";

export const bitShift = elementwiseBinary({
  name: "bit_shift",
  summary: "a · 2^b or ⌊a / 2^b⌋ with broadcasting; bits that leave the type are lost.",
  attributes: { direction: oneOf(["left", "right"], "left") },
  operationsPerElement: 1,
  accepts: "unsigned integer",
});
