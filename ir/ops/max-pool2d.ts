import { isNumeric, formatType, elementCount } from "../tensor.ts";
import { defineOp, operand, vectorOperations } from "../op.ts";
import { poolAttributes, poolFaults, poolResult, windowSize } from "./pool.ts";

export const maxPool2d = defineOp({
  name: "max_pool2d",
  summary: "The largest element under a window that slides over [N,C,H,W]; padding never wins.",
  operands: ["input"],
  attributes: poolAttributes,
  check(signature) {
    const input = operand(signature, 0);
    const faults = poolFaults(signature);
    return isNumeric(input.dtype) ? faults : [...faults, `takes numbers, found ${formatType(input)}`];
  },
  infer: signature => [poolResult(signature)],
  // A comparison per element but the first.
  work: signature => vectorOperations(elementCount(poolResult(signature).dims) * (windowSize(signature) - 1)),
});
