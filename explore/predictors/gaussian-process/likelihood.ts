/**
 * How well a kernel explains the samples: the logarithm of their probability, in closed form with its gradient (Rasmussen and Williams 2006,
 * equations 5.8 and 5.9). The signal's variance is not searched: of any lengths and noise the best one is yᵀK⁻¹y / n.
 */
import { choleskyOf, dot, inverseOfCholesky, timesVector } from "../../../support/linear.ts";
import type { Row } from "../predictor.ts";
import { type Groups, type KernelParameters, matern, maternSlope } from "./kernel.ts";

/** Squares of distances between all pairs of samples, by group: pair (i, j) with j < i at i(i − 1)/2 + j. */
export type PairDistances = readonly Float64Array[];

export const pairDistances = (rows: readonly Row[], groups: Groups): PairDistances => {
  const count = Math.max(-1, ...groups) + 1;
  const distances = Array.from({ length: count }, () => new Float64Array((rows.length * (rows.length - 1)) / 2));
  for (const [column, group] of groups.entries()) {
    const squares = distances[group] ?? new Float64Array();
    let pair = 0;
    for (let i = 0; i < rows.length; i++)
      for (let j = 0; j < i; j++, pair++)
        squares[pair] = (squares[pair] ?? 0) + ((rows[i]?.[column] ?? NaN) - (rows[j]?.[column] ?? NaN)) ** 2;
  }
  return distances;
};

export interface Likelihood {
  readonly value: number;
  /** By the lengths' logarithms, then the noise's. */
  readonly gradient: Float64Array;
}

/**
 * Of targets with mean 0; undefined where the kernel's matrix is not positive definite in double precision.
 * Constants are left out.
 */
export const likelihoodOf = (
  distances: PairDistances,
  targets: Float64Array,
  parameters: KernelParameters,
): Likelihood | undefined => {
  const size = targets.length;
  const weights = Float64Array.from(parameters.logLengths, length => Math.exp(-2 * length));
  const squares = totalSquares(distances, weights, (size * (size - 1)) / 2);
  const noise = Math.exp(parameters.logNoise);
  const lower = choleskyOf(correlations(squares, size), size, noise);
  if (lower === undefined) return undefined;
  const inverse = inverseOfCholesky(lower, size);
  const solved = timesVector(inverse, size, targets);
  const signal = dot(targets, solved) / size;
  let logDeterminant = 0;
  for (let i = 0; i < size; i++) logDeterminant += 2 * Math.log(lower[i * (size + 1)] ?? NaN);
  const value = -0.5 * (size * Math.log(signal) + logDeterminant);
  const pull: Pull = { inverse, solved, signal, size };
  const changes = pairChanges(squares, pull);
  const lengthSlopes = distances.map((group, g) => (weights[g] ?? NaN) * dot(group, changes));
  return { value, gradient: Float64Array.of(...lengthSlopes, noise * slopeByNoise(pull)) };
};

const totalSquares = (distances: PairDistances, weights: Float64Array, pairs: number): Float64Array => {
  const squares = new Float64Array(pairs);
  for (const [g, group] of distances.entries()) {
    const weight = weights[g] ?? NaN;
    for (let pair = 0; pair < pairs; pair++) squares[pair] = (squares[pair] ?? NaN) + weight * (group[pair] ?? NaN);
  }
  return squares;
};

const correlations = (squares: Float64Array, size: number): Float64Array => {
  const matrix = new Float64Array(size * size);
  let pair = 0;
  for (let i = 0; i < size; i++) {
    matrix[i * (size + 1)] = 1;
    for (let j = 0; j < i; j++, pair++) {
      const value = matern(squares[pair] ?? NaN);
      matrix[i * size + j] = value;
      matrix[j * size + i] = value;
    }
  }
  return matrix;
};

interface Pull {
  readonly inverse: Float64Array;
  readonly solved: Float64Array;
  readonly signal: number;
  readonly size: number;
}

/** What a pair's r² adds to the likelihood by each group: ½ Σᵢⱼ (ααᵀ/s² − K⁻¹)ᵢⱼ ∂Kᵢⱼ, where each pair stands for two entries. */
const pairChanges = (squares: Float64Array, { inverse, solved, signal, size }: Pull): Float64Array => {
  const changes = new Float64Array(squares.length);
  let pair = 0;
  for (let i = 0; i < size; i++) {
    const scaled = (solved[i] ?? NaN) / signal;
    for (let j = 0; j < i; j++, pair++)
      changes[pair] =
        (scaled * (solved[j] ?? NaN) - (inverse[i * size + j] ?? NaN)) * maternSlope(squares[pair] ?? NaN);
  }
  return changes;
};

const slopeByNoise = ({ inverse, solved, signal, size }: Pull): number => {
  let slope = 0;
  for (let i = 0; i < size; i++) slope += (solved[i] ?? NaN) ** 2 / signal - (inverse[i * (size + 1)] ?? NaN);
  return slope / 2;
};
