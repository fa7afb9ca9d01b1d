/** Scales of weights with the least squared error: below 8 bits, clipping the few largest weights buys finer steps for the others. */
import { stridesOf, type Tensor } from "../ir/tensor.ts";
import { largestMagnitudes, symmetricParameters } from "./parameters.ts";
import { largestWeightCode, type QuantizationParameters } from "./scheme.ts";

/** Parts of the largest magnitude that the largest code may stand for. */
const parts = Array.from({ length: 40 }, (_, i) => 1 - i * 0.02);

/**
 * Symmetric parameters, one scale per slice along `axis` or one in all.
 * @throws CompileError where an element is NaN or infinite.
 */
export const leastErrorWeightParameters = (
  name: string,
  weight: Tensor,
  bits: number,
  axis: number | undefined,
): QuantizationParameters => {
  const magnitudes = largestMagnitudes(weight, axis);
  const largest = largestWeightCode(bits);
  const clipped = magnitudes.map((magnitude, slice) => {
    if (!(magnitude > 0 && magnitude < Infinity)) return magnitude;
    const values = sliceOf(weight, axis, slice);
    let [best, least] = [magnitude, Infinity];
    for (const part of parts) {
      const error = squaredError(values, (part * magnitude) / largest, largest);
      if (error < least) [best, least] = [part * magnitude, error];
    }
    return best;
  });
  return symmetricParameters(name, clipped, { bits, axis });
};

const sliceOf = ({ type: { dims }, data }: Tensor, axis: number | undefined, slice: number): ArrayLike<number> => {
  if (axis === undefined) return data;
  const [slices, stride] = [dims[axis] ?? 1, stridesOf(dims)[axis] ?? 1];
  const values = new Float64Array(data.length / slices);
  let at = 0;
  for (let start = slice * stride; start < data.length; start += slices * stride)
    for (let i = start; i < start + stride; i++) values[at++] = data[i] ?? 0;
  return values;
};

const squaredError = (values: ArrayLike<number>, scale: number, largest: number): number => {
  let error = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    const code = Math.min(largest, Math.max(-largest, Math.round(value / scale)));
    error += (code * scale - value) ** 2;
  }
  return error;
};
