/** Codes of known tensors: weights, other constants, and biases in the accumulator's scale. */
import type { Node, ValueId } from "../ir/graph.ts";
import { saturateToInteger } from "../ir/dtype.ts";
import { stridesOf, tensor, type Tensor } from "../ir/tensor.ts";
import { roundHalfEven } from "../support/float16.ts";
import { codeRange, codeType, largestWeightCode, type QuantizationParameters } from "./scheme.ts";

/**
 * saturate(round_half_even(x / scale) + zero point). A symmetric tensor leaves the code −2^(bits−1) out; a binary one has the
 * code of its sign, +1 for 0. Reals that lie on the grid get exactly their codes, so that learned rounding may hand in weights.
 */
export const constantCodes = ({ type, data }: Tensor, parameters: QuantizationParameters): Tensor => {
  const { min, max } = isSymmetric(parameters) ? weightRange(parameters.bits) : codeRange(parameters);
  const sliceAt = sliceIndex(type.dims, parameters);
  const codeAt = (i: number): number => {
    const value = data[i] ?? NaN;
    if (parameters.bits === 1) return value < 0 ? -1 : 1;
    const slice = sliceAt(i);
    const quotient = Math.fround(value / (parameters.scales[slice] ?? NaN));
    return Math.min(max, Math.max(min, roundHalfEven(quotient) + (parameters.zeroPoints[slice] ?? NaN))) + 0;
  };
  return tensor(
    codeType(parameters),
    type.dims,
    Float64Array.from(data, (_, i) => codeAt(i)),
  );
};

const isSymmetric = ({ signed, zeroPoints }: QuantizationParameters): boolean =>
  signed && zeroPoints.every(zeroPoint => zeroPoint === 0);

const weightRange = (bits: number): { min: number; max: number } => {
  const max = largestWeightCode(bits);
  return { min: -max, max };
};

/** Of an element's place in a tensor, the place of its parameters. */
const sliceIndex = (dims: readonly number[], { axis, scales }: QuantizationParameters): ((i: number) => number) => {
  if (axis === undefined) return () => 0;
  const stride = stridesOf(dims)[axis] ?? 1;
  return i => Math.floor(i / stride) % scales.length;
};

/** int32 codes of a bias [K], one scale per channel; saturated, which `checkedScheme` sees to that it never happens. */
export const biasCodes = ({ type, data }: Tensor, scales: readonly number[]): Tensor =>
  tensor(
    "int32",
    type.dims,
    Float64Array.from(data, (value, k) => saturateToInteger("int32", roundHalfEven(value / (scales[k] ?? NaN))) + 0),
  );

/**
 * The real that 1 in a contraction's accumulator stands for, for each of its output channels: the product of its factors' scales
 * in binary32. Undefined where a factor is not quantized.
 */
export const accumulatorScales = (
  { op, operands, results }: Node,
  parametersOf: (id: ValueId) => QuantizationParameters | undefined,
): readonly number[] | undefined => {
  const [left, right] = [parametersOf(operands[0] ?? ""), parametersOf(operands[1] ?? "")];
  if (left?.scales.length !== 1 || right === undefined) return undefined;
  const dims = results[0]?.type.dims ?? [];
  const channels = (op === "matmul" ? dims.at(-1) : dims[1]) ?? 0;
  const [scale = NaN] = left.scales;
  // Filters of a grouped transposed convolution repeat from group to group: [C, K/group, R, S].
  return Array.from({ length: channels }, (_, k) =>
    Math.fround(scale * (right.scales[k % right.scales.length] ?? NaN)),
  );
};
