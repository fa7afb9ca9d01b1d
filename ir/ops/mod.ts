import { flag } from "../attributes.ts";
import { isFloat } from "../dtype.ts";
import { operand } from "../op.ts";
import { elementwiseBinary } from "./elementwise.ts";

export const mod = elementwiseBinary({
  name: "mod",
  summary:
    "Remainder of a / b with broadcasting: with the sign of b, or under fmod with that of a; of integers by zero, 0.",
  attributes: { fmod: flag(false) },
  operationsPerElement: 1,
  accepts: "numeric",
  check: signature =>
    isFloat(operand(signature, 0).dtype) && !signature.attributes.fmod ? ["floats need fmod=true"] : [],
});
