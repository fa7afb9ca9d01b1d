import { int, string } from "../attributes.ts";
import type { DType } from "../dtype.ts";
import { defineOp, operand, vectorOperations } from "../op.ts";
import { elementCount } from "../tensor.ts";
import { floatFaults } from "./operand-faults.ts";
import { codeFaults, parameterFaults } from "./quantization.ts";

export const quantize = defineOp({
  name: "quantize",
  summary:
    "Reals to codes: saturate(round_half_even(x / scale) + zero_point). Scale and zero point are single, or one per slice along the axis.",
  operands: ["input", "scale", "zero_point"],
  attributes: { axis: int(1), dtype: string() },
  check(signature) {
    const [input, scale, zeroPoint] = [operand(signature, 0), operand(signature, 1), operand(signature, 2)];
    const { axis, dtype } = signature.attributes;
    return [
      ...floatFaults(input, "input"),
      ...floatFaults(scale, "scale"),
      ...parameterFaults(input, axis, scale, zeroPoint),
      ...codeFaults(zeroPoint, dtype),
    ];
  },
  infer: signature => [{ dtype: signature.attributes.dtype as DType, dims: operand(signature, 0).dims }],
  // A multiplication that rounds, an addition that saturates: one operation each on an integer datapath (Arm SQRDMULH, SQADD).
  work: signature => vectorOperations(2 * elementCount(operand(signature, 0).dims)),
});
