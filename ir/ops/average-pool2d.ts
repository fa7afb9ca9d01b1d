import { flag } from "../attributes.ts";
import { defineOp, operand, vectorOperations } from "../op.ts";
import { elementCount } from "../tensor.ts";
import { floatFaults } from "./operand-faults.ts";
import { poolAttributes, poolFaults, poolResult, windowSize } from "./pool.ts";

export const averagePool2d = defineOp({
  name: "average_pool2d",
  summary:
    "The mean under a window that slides over [N,C,H,W], of the input's elements or, where count_include_pad is set, of zero padding too.",
  operands: ["input"],
  attributes: { ...poolAttributes, count_include_pad: flag(false) },
  check: signature => [...poolFaults(signature), ...floatFaults(operand(signature, 0), "input")],
  infer: signature => [poolResult(signature)],
  // All additions but the first, and a division.
  work: signature => vectorOperations(elementCount(poolResult(signature).dims) * windowSize(signature)),
});
