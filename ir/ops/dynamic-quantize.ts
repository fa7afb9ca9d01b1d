import { defineOp, operand, vectorOperations } from "../op.ts";
import { elementCount, formatType } from "../tensor.ts";

/** ONNX DynamicQuantizeLinear: the range is stretched to hold 0, so that padding is exact. */
export const dynamicQuantize = defineOp({
  name: "dynamic_quantize",
  summary:
    "Reals to uint8 codes over their own range: scale = (max(x, 0) - min(x, 0)) / 255, zero_point = round_half_even(-min / scale).",
  operands: ["input"],
  results: ["quantized", "scale", "zero_point"],
  attributes: {},
  check(signature) {
    const input = operand(signature, 0);
    return input.dtype === "f32" ? [] : [`takes f32, found ${formatType(input)}`];
  },
  infer: signature => [
    { dtype: "uint8", dims: operand(signature, 0).dims },
    { dtype: "f32", dims: [] },
    { dtype: "uint8", dims: [] },
  ],
  // Two comparisons to find the range; then as `quantize`.
  work: signature => vectorOperations(4 * elementCount(operand(signature, 0).dims)),
});
