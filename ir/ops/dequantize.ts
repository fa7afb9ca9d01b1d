import { int } from "../attributes.ts";
import { defineOp, operand, vectorOperations } from "../op.ts";
import { elementCount } from "../tensor.ts";
import { floatFaults, integerFaults, sameTypeFaults } from "./operand-faults.ts";
import { parameterFaults } from "./quantization.ts";

export const dequantize = defineOp({
  name: "dequantize",
  summary:
    "Codes to reals: scale · (code - zero_point). Scale and zero point are single, or one per slice along the axis.",
  operands: ["input", "scale", "zero_point"],
  attributes: { axis: int(1) },
  check(signature) {
    const [input, scale, zeroPoint] = [operand(signature, 0), operand(signature, 1), operand(signature, 2)];
    return [
      ...integerFaults(input, "input"),
      ...floatFaults(scale, "scale"),
      ...sameTypeFaults(input, zeroPoint, "input and zero_point"),
      ...parameterFaults(input, signature.attributes.axis, scale, zeroPoint),
    ];
  },
  infer: signature => [{ dtype: operand(signature, 1).dtype, dims: operand(signature, 0).dims }],
  // Subtraction, multiplication.
  work: signature => vectorOperations(2 * elementCount(operand(signature, 0).dims)),
});
