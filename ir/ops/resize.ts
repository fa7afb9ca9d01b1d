import { flag, float, floats, ints, oneOf } from "../attributes.ts";
import { dataMovement, defineOp, operand, type Signature, vectorOperations } from "../op.ts";
import { elementCount, formatType } from "../tensor.ts";
import { floatFaults } from "./operand-faults.ts";

const attributes = {
  /** Dims of the result. */
  sizes: ints(),
  /** Result over input along each axis, as given or derived: it need not be exactly sizes / dims, and it places the samples. */
  scales: floats(),
  mode: oneOf(["nearest", "linear", "cubic"], "nearest"),
  /** How a place in the result maps to a place in the input (ONNX Resize). */
  coordinate_transformation: oneOf(
    [
      "half_pixel",
      "half_pixel_symmetric",
      "pytorch_half_pixel",
      "align_corners",
      "asymmetric",
      "tf_crop_and_resize",
      "tf_half_pixel_for_nn",
    ],
    "half_pixel",
  ),
  nearest_mode: oneOf(["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"], "round_prefer_floor"),
  cubic_coefficient: float(-0.75),
  /** Cubic: weights of samples outside the input become 0, and the others are scaled to sum to 1. */
  exclude_outside: flag(false),
  /** tf_crop_and_resize: what lies outside the input. */
  extrapolation_value: float(0),
  /** tf_crop_and_resize: where the crop starts on each axis, then where it ends, as fractions of the input. */
  roi: floats([]),
} as const;

export const resize = defineOp({
  name: "resize",
  summary:
    "The input sampled at other places by the nearest element or by linear or cubic interpolation (ONNX Resize).",
  operands: ["input"],
  attributes,
  check(signature) {
    const input = operand(signature, 0);
    const { sizes, scales, mode, roi, coordinate_transformation: coordinates } = signature.attributes;
    const rank = input.dims.length;
    const faults = mode === "nearest" ? [] : floatFaults(input, `the input of a ${mode} resize`);
    if (sizes.length !== rank || sizes.some(size => size < 0))
      faults.push(`sizes must be one number ≥ 0 per axis of ${formatType(input)}, found [${sizes.join(",")}]`);
    if (scales.length !== rank || !scales.every(scale => scale > 0 && Number.isFinite(scale)))
      faults.push(`scales must be one positive number per axis of ${formatType(input)}, found [${scales.join(",")}]`);
    if (input.dims.some((dim, axis) => dim === 0 && sizes[axis] !== 0))
      faults.push(`${formatType(input)} has an axis without an element to sample`);
    if (coordinates === "tf_crop_and_resize" && roi.length !== 2 * rank)
      faults.push(`roi must be ${2 * rank} numbers, found ${roi.length}`);
    return faults;
  },
  infer: signature => [{ dtype: operand(signature, 0).dtype, dims: signature.attributes.sizes }],
  work(signature) {
    const { mode, sizes } = signature.attributes;
    return mode === "nearest" ? dataMovement : vectorOperations(elementCount(sizes) * operationsPerElement(signature));
  },
});

/**
 * A product per sample and the additions between them; a sample is one of 2 (linear) or 4 (cubic) along each resized axis.
 * Ignores: the weights, which are computed once per row and column.
 */
const operationsPerElement = (signature: Signature<typeof attributes>): number => {
  const { dims } = operand(signature, 0);
  const { mode, sizes } = signature.attributes;
  const resizedAxes = dims.filter((dim, axis) => dim !== sizes[axis]).length;
  const samples = (mode === "linear" ? 2 : 4) ** resizedAxes;
  return 2 * samples - 1;
};
