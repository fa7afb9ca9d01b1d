/** Gaussian process regression (Rasmussen and Williams, "Gaussian Processes for Machine Learning", 2006, algorithm 2.1). */
import { InternalError } from "../../../support/diagnostic.ts";
import { choleskyOf, dot, solveLower, solveUpper } from "../../../support/linear.ts";
import { checkSamples } from "../check-samples.ts";
import type { Predictor, PredictorDefinition, Row } from "../predictor.ts";
import { fitKernel, priorParameters } from "./fit.ts";
import { correlation, type Groups, type KernelParameters, weightsOf } from "./kernel.ts";
import { pairDistances } from "./likelihood.ts";

/** What a process is made of: with it and the kernel alone, a process can be made again. */
export interface Samples {
  readonly rows: readonly Row[];
  readonly targets: readonly number[];
  readonly groups: Groups;
}

/** How a row stands to the samples: its correlations k with them, through L⁻¹. */
export type Projection = Float64Array;

export interface GaussianProcess {
  readonly parameters: KernelParameters;
  readonly samples: Samples;
  /** Of the noise, in squared units of the targets. */
  readonly noiseVariance: number;
  project(row: Row): Projection;
  /** Mean and variance of the value without noise. */
  at(projection: Projection): { readonly mean: number; readonly variance: number };
  /** The mean alone, in O(n) where the variance takes O(n²). */
  meanAt(row: Row): number;
  /** Covariance of the values at two rows, without noise. */
  covariance(a: Row, b: Row, projectionA: Projection, projectionB: Projection): number;
}

/** Steps of the ascent from nothing, which takes more than from a kernel of nearly the same samples. */
const stepsFromNothing = 40;

export const gaussianProcess: PredictorDefinition = {
  summary: "a Gaussian process, which knows how sure it is",
  source: "Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006",
  fit(rows, targets) {
    const groups = Array.from({ length: rows[0]?.length ?? 0 }, (_, column) => column);
    return predictorOf(fitGaussianProcess({ rows, targets, groups }));
  },
  restore: state => predictorOf(processOf(state)),
};

/**
 * @param start a kernel to go on from; nothing is known where absent.
 * @param steps of the ascent, each O(n³); 0 takes `start` as it is.
 * @throws InternalError where the samples are no samples.
 */
export const fitGaussianProcess = (
  samples: Samples,
  start: KernelParameters = priorParameters(Math.max(-1, ...samples.groups) + 1),
  steps = stepsFromNothing,
): GaussianProcess => {
  checkSamples(samples.rows, samples.targets);
  const { center, spread } = scaleOf(samples.targets);
  const scaled = Float64Array.from(samples.targets, target => (target - center) / spread);
  // One sample, or equal ones, say nothing of a kernel.
  const isFlat = scaled.every(target => target === 0);
  if (isFlat || steps === 0) return conditionedOn(samples, start);
  return conditionedOn(samples, fitKernel(pairDistances(samples.rows, samples.groups), scaled, start, steps));
};

const scaleOf = (targets: readonly number[]): { readonly center: number; readonly spread: number } => {
  const center = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  const square = targets.reduce((sum, target) => sum + (target - center) ** 2, 0) / targets.length;
  return { center, spread: square > 1e-24 * center ** 2 ? Math.sqrt(square) : 1 };
};

/** The process with this kernel, given the samples. */
export const conditionedOn = (samples: Samples, parameters: KernelParameters): GaussianProcess => {
  const { rows, targets, groups } = samples;
  const size = rows.length;
  const weights = weightsOf(parameters, groups);
  const { center, spread } = scaleOf(targets);
  const scaled = Float64Array.from(targets, target => (target - center) / spread);
  const { lower, noise } = factorize(rows, weights, Math.exp(parameters.logNoise));
  const half = solveLower(lower, size, scaled);
  // The signal's variance of the greatest likelihood, kept from 0 as if one more sample had been seen, of just the targets' spread.
  const signal = ((dot(half, half) + 1) / (size + 1)) * spread ** 2;
  const solved = solveUpper(lower, size, half);
  const correlationsTo = (row: Row): Float64Array => Float64Array.from(rows, each => correlation(row, each, weights));
  return {
    parameters,
    samples,
    noiseVariance: noise * signal,
    project: row => solveLower(lower, size, correlationsTo(row)),
    meanAt: row => center + spread * dot(correlationsTo(row), solved),
    at: projection => ({
      mean: center + spread * dot(projection, half),
      variance: signal * Math.max(0, 1 - dot(projection, projection)),
    }),
    covariance: (a, b, projectionA, projectionB) =>
      signal * (correlation(a, b, weights) - dot(projectionA, projectionB)),
  };
};

/** Rows that are alike but for rounding make the matrix singular: more noise until it is not. */
const factorize = (rows: readonly Row[], weights: Float64Array, leastNoise: number) => {
  const size = rows.length;
  const matrix = new Float64Array(size * size);
  for (const [i, row] of rows.entries())
    for (let j = 0; j <= i; j++) {
      const value = correlation(row, rows[j] ?? row, weights);
      matrix[i * size + j] = value;
      matrix[j * size + i] = value;
    }
  for (let noise = leastNoise; noise < 1e3; noise = Math.max(1e-10, 10 * noise)) {
    const lower = choleskyOf(matrix, size, noise);
    if (lower !== undefined) return { lower, noise };
  }
  throw new InternalError("a kernel's matrix is not positive definite with any noise");
};

const predictorOf = (process: GaussianProcess): Predictor => ({
  mean: process.meanAt,
  variance: row => process.at(process.project(row)).variance,
  state: () => ({
    ...process.parameters,
    groups: process.samples.groups,
    rows: process.samples.rows.map(row => [...row]),
    targets: process.samples.targets,
  }),
});

const processOf = (state: unknown): GaussianProcess => {
  const { rows, targets, groups, logLengths, logNoise } = state as KernelParameters & {
    readonly rows: readonly (readonly number[])[];
    readonly targets: readonly number[];
    readonly groups: Groups;
  };
  return conditionedOn({ rows: rows.map(row => Float64Array.from(row)), targets, groups }, { logLengths, logNoise });
};
