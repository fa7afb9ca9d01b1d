/** What quantization loses on a sample of the data, and how far chance may have moved that: both networks answer the same questions. */
import type { Measurement } from "./measure.ts";

export interface Loss {
  /** Of the metric, in its unit; below 0 where the quantized network is better. */
  readonly lost: number;
  /** Of each part of the data. */
  readonly parts: readonly number[];
  /** Standard error of `lost`, from its spread over parts of the data; 0 where there is one part only. */
  readonly standardError: number;
}

/**
 * How much less than `float` the quantized network reaches on the same samples. Paired, so that what both get wrong adds no chance.
 * Where the metric compares with float itself, float has no finite value: then what is missing from 0 is told.
 */
export const lossAgainst = (float: Measurement, quantized: Measurement): Loss => {
  const from = Number.isFinite(float.value) ? float : undefined;
  const parts = quantized.parts
    .map((part, i) => (from === undefined ? 0 : (from.parts[i] ?? NaN)) - part)
    .filter(Number.isFinite);
  return { lost: (from?.value ?? 0) - quantized.value, parts, standardError: standardErrorOfMean(parts) };
};

/**
 * Of independent numbers; 0 where there is one only. Few numbers tell their spread badly, so that it is widened to where Student's t has
 * as much on either side as the normal distribution has within one standard error (Abramowitz and Stegun, 26.7.5, at 1).
 */
export const standardErrorOfMean = (numbers: readonly number[]): number => {
  const { length } = numbers;
  if (length < 2) return 0;
  const mean = numbers.reduce((sum, number) => sum + number, 0) / length;
  const squares = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0);
  const freedom = length - 1;
  const widened = 1 + 1 / (2 * freedom) + 1 / (4 * freedom ** 2) + 1 / (16 * freedom ** 3);
  return widened * Math.sqrt(squares / freedom / length);
};
