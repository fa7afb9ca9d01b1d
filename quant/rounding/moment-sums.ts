/** Adds up the moments of a layer's inputs, vector by vector. */
import type { Moments } from "./moments.ts";

export interface MomentSums {
  /** Vectors as the quantized and as the float network sees them, at the same places. */
  add(quantized: Float32Array, float: Float32Array): void;
  /** Of each group. */
  finish(): readonly Moments[];
}

/** @param order 1 for means alone, where covariances are not needed: those of the result are then empty. */
export const momentSums = (groups: number, size: number, order: 1 | 2): MomentSums => {
  const sums = Array.from({ length: groups }, () => ({
    mean: new Float64Array(size),
    floatMean: new Float64Array(size),
    covariance: new Float64Array(order === 2 ? size * size : 0),
    cross: new Float64Array(order === 2 ? size * size : 0),
  }));
  let count = 0;
  return {
    add(quantized, float) {
      const vectors = quantized.length / (groups * size);
      count += vectors;
      for (let vector = 0; vector < vectors; vector++)
        for (const [group, sum] of sums.entries()) {
          const start = (vector * groups + group) * size;
          addMeans(sum, quantized, float, start);
          if (order === 2) addProducts(sum, quantized, float, start);
        }
    },
    finish: () => sums.map(sum => center(sum, size, count, order)),
  };
};

interface Sums {
  readonly mean: Float64Array;
  readonly floatMean: Float64Array;
  readonly covariance: Float64Array;
  readonly cross: Float64Array;
}

const addMeans = ({ mean, floatMean }: Sums, quantized: Float32Array, float: Float32Array, start: number): void => {
  for (let i = 0; i < mean.length; i++) {
    mean[i] = (mean[i] ?? 0) + (quantized[start + i] ?? 0);
    floatMean[i] = (floatMean[i] ?? 0) + (float[start + i] ?? 0);
  }
};

/** Rectified inputs are half zeros: their rows are skipped. */
const addProducts = (
  { mean, covariance, cross }: Sums,
  quantized: Float32Array,
  float: Float32Array,
  start: number,
): void => {
  const size = mean.length;
  for (let i = 0; i < size; i++) {
    const value = quantized[start + i] ?? 0;
    if (value === 0) continue;
    const row = i * size;
    for (let k = 0; k <= i; k++) covariance[row + k] = (covariance[row + k] ?? 0) + value * (quantized[start + k] ?? 0);
    for (let k = 0; k < size; k++) cross[row + k] = (cross[row + k] ?? 0) + value * (float[start + k] ?? 0);
  }
};

const center = (sums: Sums, size: number, count: number, order: 1 | 2): Moments => {
  const mean = sums.mean.map(sum => sum / count);
  const floatMean = sums.floatMean.map(sum => sum / count);
  const [covariance, cross] = [sums.covariance, sums.cross];
  if (order === 2)
    for (let i = 0; i < size; i++) {
      for (let k = 0; k <= i; k++) {
        const value = (covariance[i * size + k] ?? 0) / count - (mean[i] ?? 0) * (mean[k] ?? 0);
        covariance[i * size + k] = value;
        covariance[k * size + i] = value;
      }
      for (let k = 0; k < size; k++)
        cross[i * size + k] = (cross[i * size + k] ?? 0) / count - (mean[i] ?? 0) * (floatMean[k] ?? 0);
    }
  return { size, mean, floatMean, covariance, cross };
};
