import { int, string } from "../attributes.ts";
import type { DType } from "../dtype.ts";
import { defineOp, operand, vectorOperations } from "../op.ts";
import { elementCount, formatType } from "../tensor.ts";
import { codeFaults, parameterFaults } from "./quantization.ts";

export const requantize = defineOp({
  name: "requantize",
  summary:
    "Accumulators to codes of another scale: saturate(round_half_even(f32(accumulator) · multiplier) + zero_point), the product rounded to f32.",
  operands: ["accumulator", "multiplier", "zero_point"],
  attributes: { axis: int(1), dtype: string() },
  check(signature) {
    const [accumulator, multiplier, zeroPoint] = [operand(signature, 0), operand(signature, 1), operand(signature, 2)];
    const { axis, dtype } = signature.attributes;
    return [
      ...(accumulator.dtype === "int32" ? [] : [`accumulator must be int32, found ${formatType(accumulator)}`]),
      ...(multiplier.dtype === "f32" ? [] : [`multiplier must be f32, found ${formatType(multiplier)}`]),
      ...parameterFaults(accumulator, axis, multiplier, zeroPoint),
      ...codeFaults(zeroPoint, dtype),
    ];
  },
  infer: signature => [{ dtype: signature.attributes.dtype as DType, dims: operand(signature, 0).dims }],
  // A multiplication that rounds, an addition that saturates: one operation each on an integer datapath (Arm SQRDMULH, SQADD).
  work: signature => vectorOperations(2 * elementCount(operand(signature, 0).dims)),
});
