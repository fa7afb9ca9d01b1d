/**
 * Ridge regression in closed form (Hoerl and Kennard, Technometrics 1970). How strongly weights are held down is chosen by the error of
 * leaving one sample out, which needs no refitting: eᵢ / (1 − hᵢ), with hᵢ the leverage of a sample (Golub, Heath and Wahba,
 * Technometrics 1979).
 */
import { InternalError } from "../../support/diagnostic.ts";
import { choleskyOf, dot, solveCholesky, solveLower } from "../../support/linear.ts";
import { checkSamples } from "./check-samples.ts";
import type { Predictor, PredictorDefinition, Row } from "./predictor.ts";

interface RidgeState {
  readonly intercept: number;
  /** One per column, of the raw features. */
  readonly weights: readonly number[];
}

/** Of standardized columns, as parts of the number of samples. */
const strengths = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.03, 0.1, 0.3, 1, 3];

export const ridge: PredictorDefinition = {
  summary: "a sum of weights, held down as much as predicts best",
  source: "Hoerl and Kennard, Technometrics 1970; Golub, Heath and Wahba, Technometrics 1979",
  fit(rows, targets) {
    checkSamples(rows, targets);
    return predictorOf(fitRidge(rows, targets));
  },
  restore: state => predictorOf(state as unknown as RidgeState),
};

const predictorOf = ({ intercept, weights }: RidgeState): Predictor => ({
  mean: row => intercept + dot(weights, row),
  state: () => ({ intercept, weights }),
});

const fitRidge = (rows: readonly Row[], targets: readonly number[]): RidgeState => {
  const design = standardize(rows);
  const center = meanOf(targets);
  const residues = Float64Array.from(targets, target => target - center);
  const fits = strengths.map(strength => solve(design, residues, strength * rows.length));
  const { weights } = fits.reduce((best, each) => (each.error < best.error ? each : best));
  const raw = Array.from(weights, (weight, column) => weight / (design.spreads[column] ?? 1));
  return { intercept: center - dot(raw, design.means), weights: raw };
};

/** Columns of mean 0 and variance 1; those that never vary are all 0. */
interface StandardizedRows {
  readonly rows: readonly Row[];
  readonly means: Float64Array;
  readonly spreads: Float64Array;
  /** XᵀX. */
  readonly gram: Float64Array;
}

const standardize = (rows: readonly Row[]): StandardizedRows => {
  const size = rows[0]?.length ?? 0;
  const means = Float64Array.from({ length: size }, (_, column) => meanOf(rows.map(row => row[column] ?? NaN)));
  const spreads = Float64Array.from({ length: size }, (_, column) => {
    const mean = means[column] ?? NaN;
    const spread = Math.sqrt(meanOf(rows.map(row => ((row[column] ?? NaN) - mean) ** 2)));
    return spread > 1e-12 * Math.abs(mean) ? spread : Infinity;
  });
  const scaled = rows.map(row => row.map((value, column) => (value - (means[column] ?? 0)) / (spreads[column] ?? 1)));
  return { rows: scaled, means, spreads, gram: gramOf(scaled, size) };
};

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const gramOf = (rows: readonly Row[], size: number): Float64Array => {
  const gram = new Float64Array(size * size);
  for (const row of rows)
    for (let i = 0; i < size; i++) {
      const factor = row[i] ?? 0;
      if (factor === 0) continue;
      for (let j = 0; j < size; j++) gram[i * size + j] = (gram[i * size + j] ?? 0) + factor * (row[j] ?? 0);
    }
  return gram;
};

interface Fit {
  readonly weights: Float64Array;
  /** Mean square error over samples that were each left out in turn. */
  readonly error: number;
}

const solve = ({ rows, gram, means }: StandardizedRows, targets: Float64Array, strength: number): Fit => {
  const size = means.length;
  const lower = choleskyOf(gram, size, strength);
  if (lower === undefined) throw new InternalError(`ridge regression of strength ${strength} has no solution`);
  const pull = new Float64Array(size);
  for (const [i, row] of rows.entries())
    for (let j = 0; j < size; j++) pull[j] = (pull[j] ?? 0) + (row[j] ?? 0) * (targets[i] ?? 0);
  const weights = solveCholesky(lower, size, pull);
  let error = 0;
  for (const [i, row] of rows.entries()) {
    const half = solveLower(lower, size, row);
    // The mean is a parameter too: its leverage is 1/n. A lone sample has nothing that could predict it.
    const rest = 1 - 1 / rows.length - dot(half, half);
    const residue = (targets[i] ?? 0) - dot(weights, row);
    error += (residue / Math.max(rest, Number.EPSILON)) ** 2;
  }
  return { weights, error: error / rows.length };
};
