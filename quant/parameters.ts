/** From ranges to scales and zero points. No NaN, zero or infinity ever becomes a scale. */
import { CompileError } from "../support/diagnostic.ts";
import { roundHalfEven } from "../support/float16.ts";
import { stridesOf, type Tensor } from "../ir/tensor.ts";
import { notFinite, wrongWidth } from "./messages.ts";
import { codeRange, largestWeightCode, type QuantizationParameters } from "./scheme.ts";

/** The smallest normal binary32: a scale below it would lose digits, and its reciprocal overflow. */
const smallestScale = 2 ** -126;

export interface Width {
  readonly bits: number;
  readonly signed: boolean;
}

/**
 * Parameters for reals from `low` to `high`, which is widened to hold 0: padding and rectified values must be exact
 * (Jacob et al., CVPR 2018, section 2.1). A tensor that is always 0 gets scale 1.
 * @param name The tensor's name, for messages.
 * @throws CompileError where an end is NaN or infinite, or the width is none from 2 to 16.
 */
export const affineParameters = (name: string, low: number, high: number, width: Width): QuantizationParameters => {
  checkWidth(name, width.bits, 2);
  if (!Number.isFinite(low) || !Number.isFinite(high)) throw new CompileError([notFinite(name, low, high)]);
  const { min, max } = codeRange(width);
  const [bottom, top] = [Math.min(low, 0), Math.max(high, 0)];
  if (top === bottom) return { ...width, scales: [1], zeroPoints: [width.signed ? 0 : min] };
  const scale = scaleOf(top / (max - min) - bottom / (max - min));
  const zeroPoint = Math.min(max, Math.max(min, roundHalfEven(min - bottom / scale)));
  return { ...width, scales: [scale], zeroPoints: [zeroPoint] };
};

/**
 * Symmetric signed parameters: one scale for each of the largest magnitudes given, so that it has the largest code.
 * A slice of zeros gets the scale of the widest slice: any would do for its weights, but its bias is counted in it.
 * @throws CompileError where a magnitude is NaN or infinite, or the width is none from 1 to 16.
 */
export const symmetricParameters = (
  name: string,
  magnitudes: readonly number[],
  { bits, axis }: { readonly bits: number; readonly axis?: number | undefined },
): QuantizationParameters => {
  checkWidth(name, bits, 1);
  const fault = magnitudes.find(magnitude => !Number.isFinite(magnitude));
  if (fault !== undefined) throw new CompileError([notFinite(name, -fault, fault)]);
  const largest = magnitudes.reduce((widest, magnitude) => Math.max(widest, magnitude), 0);
  const scales = magnitudes.map(magnitude => scaleOf((magnitude || largest || 1) / largestWeightCode(bits)));
  return { bits, signed: true, scales, zeroPoints: scales.map(() => 0), axis };
};

/**
 * Min-max parameters of a weight, one scale per slice along `axis` or one in all. At width 1 the scale is the mean magnitude,
 * which has the least squared error (Rastegari et al., XNOR-Net, ECCV 2016, equation 6).
 * @throws CompileError where an element is NaN or infinite.
 */
export const weightParameters = (name: string, weight: Tensor, bits: number, axis?: number): QuantizationParameters => {
  const statistic = bits === 1 ? meanMagnitudes : largestMagnitudes;
  return symmetricParameters(name, statistic(weight, axis), { bits, axis });
};

/** The largest magnitude of each slice along `axis`, or of the whole tensor; NaN where one is. */
export const largestMagnitudes = (weight: Tensor, axis?: number): number[] =>
  foldSlices(weight, axis, (most, value) => Math.max(most, Math.abs(value)));

const meanMagnitudes = (weight: Tensor, axis?: number): number[] => {
  const sums = foldSlices(weight, axis, (sum, value) => sum + Math.abs(value));
  return sums.map(sum => (sum * sums.length) / Math.max(1, weight.data.length));
};

const foldSlices = (
  { type: { dims }, data }: Tensor,
  axis: number | undefined,
  step: (accumulated: number, value: number) => number,
): number[] => {
  const slices = axis === undefined ? 1 : (dims[axis] ?? 1);
  const stride = axis === undefined ? Math.max(1, data.length) : (stridesOf(dims)[axis] ?? 1);
  const folded = new Float64Array(slices);
  for (let i = 0; i < data.length; i++) {
    const slice = Math.floor(i / stride) % slices;
    folded[slice] = step(folded[slice] ?? NaN, data[i] ?? NaN);
  }
  return Array.from(folded);
};

const scaleOf = (exact: number): number => Math.max(smallestScale, Math.fround(exact));

const checkWidth = (name: string, bits: number, least: number): void => {
  if (!Number.isInteger(bits) || bits < least || bits > 16) throw new CompileError([wrongWidth(name, bits, least)]);
};
