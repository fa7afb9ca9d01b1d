import { int, string } from "../attributes.ts";
import type { DType } from "../dtype.ts";
import { defineOp, operand, vectorOperations } from "../op.ts";
import { elementCount, formatType } from "../tensor.ts";
import { codeFaults, parameterFaults } from "./quantization.ts";

/** Jacob et al., CVPR 2018, section 2.2: the multiplier of a requantization as an integer and a shift, so that no machine needs floats. */
export const requantizeDyadic = defineOp({
  name: "requantize_dyadic",
  summary:
    "Accumulators to codes of another scale in integers alone: saturate(round_half_even(accumulator · multiplier / 2^shift) + zero_point), the product in 64 bits. A shift above 62 counts as 62.",
  operands: ["accumulator", "multiplier", "shift", "zero_point"],
  attributes: { axis: int(1), dtype: string() },
  check(signature) {
    const [accumulator, multiplier] = [operand(signature, 0), operand(signature, 1)];
    const [shift, zeroPoint] = [operand(signature, 2), operand(signature, 3)];
    const { axis, dtype } = signature.attributes;
    return [
      ...(accumulator.dtype === "int32" ? [] : [`accumulator must be int32, found ${formatType(accumulator)}`]),
      ...(multiplier.dtype === "int32" ? [] : [`multiplier must be int32, found ${formatType(multiplier)}`]),
      ...(shift.dtype === "uint8" ? [] : [`shift must be uint8, found ${formatType(shift)}`]),
      ...parameterFaults(accumulator, axis, multiplier, zeroPoint),
      ...parameterFaults(accumulator, axis, shift, zeroPoint),
      ...codeFaults(zeroPoint, dtype),
    ];
  },
  infer: signature => [{ dtype: signature.attributes.dtype as DType, dims: operand(signature, 0).dims }],
  // A multiplication with its rounding shift, an addition that saturates: one operation each on an integer datapath (Arm SQRDMULH, SQADD).
  work: signature => vectorOperations(2 * elementCount(operand(signature, 0).dims)),
});
