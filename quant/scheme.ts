/** How tensors are written in few bits: the types that calibration fills in and the quantizer reads. */
import type { IntegerType } from "../ir/dtype.ts";
import type { ValueId } from "../ir/graph.ts";

/** `real = scale × (code − zero point)` (Jacob et al., CVPR 2018), with one scale and zero point, or one per slice along `axis`. */
export interface QuantizationParameters {
  /** Width of a code, 1 to 16. At width 1 the codes are −1 and +1. */
  readonly bits: number;
  readonly signed: boolean;
  /** Positive, finite binary32 numbers. */
  readonly scales: readonly number[];
  /** Codes; as many as there are scales. */
  readonly zeroPoints: readonly number[];
  /** The axis whose slices have parameters of their own; left out for one pair per tensor. */
  readonly axis?: number | undefined;
}

/**
 * Parameters by value id, of the values that `quantizationSites` names. What is absent stays in floating point.
 * Biases have no entry: their scale is that of the accumulator.
 */
export interface QuantizationScheme {
  readonly values: ReadonlyMap<ValueId, QuantizationParameters>;
}

/** What a tensor's codes are held as in the graph. Binary codes −1 and +1 need two bits in two's complement. */
export const codeType = ({ bits, signed }: Pick<QuantizationParameters, "bits" | "signed">): IntegerType =>
  bits === 1 ? "int2" : `${signed ? "int" : "uint"}${bits}`;

/** The smallest and largest code of an activation. */
export const codeRange = ({ bits, signed }: Pick<QuantizationParameters, "bits" | "signed">): CodeRange => {
  if (bits === 1) return { min: -1, max: 1 };
  return signed ? { min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 } : { min: 0, max: 2 ** bits - 1 };
};

/**
 * The smallest and largest code of a weight: symmetric around the zero point 0, so that −w has a code wherever w has one
 * (Nagel et al., "A White Paper on Neural Network Quantization", arXiv 2106.08295, section 2.2). 1 at width 1.
 */
export const largestWeightCode = (bits: number): number => (bits === 1 ? 1 : 2 ** (bits - 1) - 1);

export interface CodeRange {
  readonly min: number;
  readonly max: number;
}
