/**
 * Expected improvement where what was seen is noisy: the best is then not known either. Values of the best designs seen are drawn from
 * what is believed of them, and the improvement over the least of each draw is averaged. Given a draw f = m + L·z of their values, a
 * design's mean moves by w·z and its variance falls by w·w, where w = L⁻¹·c and c is its covariance with them.
 */
import { choleskyOf, dot, solveLower } from "../../../support/linear.ts";
import type { RandomStream } from "../../../support/random.ts";
import type { GaussianProcess } from "../../predictors/gaussian-process/gaussian-process.ts";
import type { Row } from "../../predictors/predictor.ts";
import type { Acquisition } from "./acquisition.ts";
import { improvement } from "./expected-improvement.ts";

/** Letham et al. take as few. */
const draws = 16;
/** Designs beyond the best ones hardly ever hold the least value of a draw. */
const mostDrawn = 16;

export const noisyExpectedImprovement: Acquisition = {
  source: "Letham, Karrer, Ottoni and Bakshy, Bayesian Analysis 2019, section 4",
  worth({ process, known, best }, random) {
    const drawn = known.slice(0, mostDrawn);
    const { lower, projections, means } = jointOf(process, drawn);
    const samples = Array.from({ length: draws }, () => valuesOf(lower, means, best, random));
    return row => {
      const projection = process.project(row);
      const { mean, variance } = process.at(projection);
      const covariances = Float64Array.from(drawn, (other, i) =>
        process.covariance(row, other, projection, projections[i] ?? projection),
      );
      const pull = solveLower(lower, drawn.length, covariances);
      const deviation = Math.sqrt(Math.max(0, variance - dot(pull, pull)));
      const total = samples.reduce((sum, { z, least }) => sum + improvement(least, mean + dot(pull, z), deviation), 0);
      return total / draws;
    };
  },
};

interface Joint {
  /** L of the values' covariance. */
  readonly lower: Float64Array;
  readonly projections: readonly Float64Array[];
  readonly means: readonly number[];
}

const jointOf = (process: GaussianProcess, rows: readonly Row[]): Joint => {
  const projections = rows.map(process.project);
  const size = rows.length;
  const covariance = new Float64Array(size * size);
  for (const [i, a] of rows.entries())
    for (const [j, b] of rows.entries())
      covariance[i * size + j] = process.covariance(a, b, projections[i] ?? a, projections[j] ?? b);
  const most = Array.from({ length: size }, (_, i) => covariance[i * (size + 1)] ?? 0).reduce(
    (a, b) => Math.max(a, b),
    0,
  );
  return { lower: factor(covariance, size, most), projections, means: projections.map(each => process.at(each).mean) };
};

/** Values that are known but for rounding make the covariance singular. */
const factor = (covariance: Float64Array, size: number, most: number): Float64Array => {
  for (let damping = 1e-12 * most + Number.MIN_VALUE * 2 ** 60; ; damping *= 10) {
    const lower = choleskyOf(covariance, size, damping);
    if (lower !== undefined) return lower;
  }
};

const valuesOf = (lower: Float64Array, means: readonly number[], best: number, random: RandomStream) => {
  const z = Float64Array.from(means, () => random.normal());
  const values = means.map(
    (mean, i) => mean + dot(lower.subarray(i * means.length, i * means.length + i + 1), z.subarray(0, i + 1)),
  );
  return { z, least: values.length === 0 ? best : values.reduce((a, b) => Math.min(a, b)) };
};
