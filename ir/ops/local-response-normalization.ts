import { float, int } from "../attributes.ts";
import { defineOp, operand, vectorOperations } from "../op.ts";
import { elementCount } from "../tensor.ts";
import { floatInputFaults } from "./normalization.ts";

export const localResponseNormalization = defineOp({
  name: "local_response_normalization",
  summary:
    "x / (bias + alpha / size · Σ x²)^beta, the sum over `size` neighbouring channels of [N,C,…]: ⌊(size-1)/2⌋ before, ⌈(size-1)/2⌉ after, as far as there are any.",
  operands: ["input"],
  attributes: { size: int(), alpha: float(1e-4), beta: float(0.75), bias: float(1) },
  check(signature) {
    const faults = floatInputFaults("local_response_normalization", operand(signature, 0), 3);
    if (signature.attributes.size < 1) faults.push(`size must be positive, found ${signature.attributes.size}`);
    return faults;
  },
  infer: signature => [operand(signature, 0)],
  /** Per element: square, size - 1 additions, ·, +, power, division; border channels add less, which is left out. */
  work: signature => vectorOperations((signature.attributes.size + 4) * elementCount(operand(signature, 0).dims)),
});
