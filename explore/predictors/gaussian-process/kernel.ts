/**
 * Matérn's kernel of smoothness 5/2 with a length per choice (Rasmussen and Williams, "Gaussian Processes for Machine Learning", 2006, equation
 * 4.17): k(r) = (1 + √5·r + 5r²/3)·exp(−√5·r), r² = Σ d²/ℓ². Categorical choices are one-hot, so that two values are as far apart
 * as any other two; columns of one choice share its length.
 */
import type { Row } from "../predictor.ts";

export interface KernelParameters {
  /** Per group of columns, the natural logarithm of the length ℓ over which values stay alike. */
  readonly logLengths: readonly number[];
  /** Logarithm of the noise's variance, as a part of the signal's. */
  readonly logNoise: number;
}

/** Per column, the group whose length holds for it. */
export type Groups = readonly number[];

/** Per column, 1/ℓ². */
export const weightsOf = ({ logLengths }: KernelParameters, groups: Groups): Float64Array =>
  Float64Array.from(groups, group => Math.exp(-2 * (logLengths[group] ?? NaN)));

export const correlation = (a: Row, b: Row, weights: Float64Array): number => {
  let square = 0;
  for (let i = 0; i < weights.length; i++) {
    const difference = (a[i] ?? NaN) - (b[i] ?? NaN);
    square += difference * difference * (weights[i] ?? NaN);
  }
  return matern(square);
};

/** @param square r². */
export const matern = (square: number): number => {
  const far = Math.sqrt(5 * square);
  return (1 + far + far ** 2 / 3) * Math.exp(-far);
};

/** What ∂k/∂ln ℓ of a group is, over the group's d²/ℓ². */
export const maternSlope = (square: number): number => {
  const far = Math.sqrt(5 * square);
  return (5 / 3) * (1 + far) * Math.exp(-far);
};
