import { float } from "../attributes.ts";
import { defineOp, operand, vectorOperations } from "../op.ts";
import { elementCount } from "../tensor.ts";
import { channelFaults, floatInputFaults } from "./normalization.ts";

export const instanceNormalization = defineOp({
  name: "instance_normalization",
  summary:
    "scale · (x - mean) / √(variance + epsilon) + bias, with mean and variance over all but the first two axes of [N,C,…].",
  operands: ["input", "scale", "bias"],
  attributes: { epsilon: float(1e-5) },
  check(signature) {
    const faults = floatInputFaults("instance_normalization", operand(signature, 0), 3);
    return faults.length > 0 ? faults : channelFaults(signature, ["scale", "bias"]);
  },
  infer: signature => [operand(signature, 0)],
  /** Per element: sum, difference, square, sum of squares, division, scale, bias; per plane two divisions, + epsilon, root. */
  work(signature) {
    const { dims } = operand(signature, 0);
    return vectorOperations(7 * elementCount(dims) + 4 * elementCount(dims.slice(0, 2)));
  },
});
