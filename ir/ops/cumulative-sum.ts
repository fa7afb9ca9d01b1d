import { flag, int } from "../attributes.ts";
import { defineOp, operand, vectorOperations } from "../op.ts";
import { elementCount, formatType, isNumeric } from "../tensor.ts";
import { axisFaults } from "./axes.ts";

export const cumulativeSum = defineOp({
  name: "cumulative_sum",
  summary:
    "The sum of all elements up to each along an axis, under `exclusive` without the element itself, under `reverse` from the end; integers wrap around.",
  operands: ["input"],
  attributes: { axis: int(), exclusive: flag(false), reverse: flag(false) },
  check(signature) {
    const input = operand(signature, 0);
    const faults = axisFaults(signature.attributes.axis, input.dims.length);
    if (!isNumeric(input.dtype)) faults.push(`cumulative_sum takes numeric operands, found ${formatType(input)}`);
    return faults;
  },
  infer: signature => [operand(signature, 0)],
  work: signature => vectorOperations(elementCount(operand(signature, 0).dims)),
});
