import { float } from "../attributes.ts";
import { defineOp, operand, vectorOperations } from "../op.ts";
import { elementCount } from "../tensor.ts";
import { channelFaults, floatInputFaults } from "./normalization.ts";

export const batchNormalization = defineOp({
  name: "batch_normalization",
  summary: "scale · (x - mean) / √(variance + epsilon) + bias with parameters [C] per channel of [N,C,…].",
  operands: ["input", "scale", "bias", "mean", "variance"],
  attributes: { epsilon: float(1e-5) },
  check(signature) {
    const faults = floatInputFaults("batch_normalization", operand(signature, 0), 2);
    return faults.length > 0 ? faults : channelFaults(signature, ["scale", "bias", "mean", "variance"]);
  },
  infer: signature => [operand(signature, 0)],
  /** The square root and what is under it are taken once per channel. */
  work(signature) {
    const { dims } = operand(signature, 0);
    return vectorOperations(4 * elementCount(dims) + 2 * (dims[1] ?? 0));
  },
});
