/**
 * Learned rounding of one output channel. Layer by layer, the error that matters is that of the layer's output, E[(ŵ·x̂ − w·x)²]
 * over calibration data, after its bias has taken up the mean (Nagel et al., "Up or Down? Adaptive Rounding", ICML 2020,
 * equations 13 and 21). It is a quadratic form in the codes. Where AdaRound relaxes the choice and descends by gradient, it is
 * minimized here as what it is, a closest-vector problem: Babai's nearest plane (Combinatorica 1986), then coordinate descent until no single
 * code can be changed for the better, then the best scale for the codes found, and again. No chance is involved.
 */
import { roundHalfEven } from "../../support/float16.ts";
import { choleskyOf, dot, solveCholesky, timesVector } from "../../support/linear.ts";
import type { Moments } from "./moments.ts";

/** What all output channels of a layer (or of one group of it) share. */
export interface RowProblem {
  readonly moments: Moments;
  /** Damped by this on the diagonal: keeps weights whose inputs hardly vary near where they were. */
  readonly damping: number;
  readonly cholesky: Float64Array;
}

export interface RoundedRow {
  readonly scale: number;
  readonly codes: Int32Array;
  /** The objective's value; comparable between roundings of one row only. */
  readonly error: number;
}

/** As a part of the mean variance of an input; GPTQ (Frantar et al., ICLR 2023, section 3.3) takes the same. */
const relativeDamping = 0.01;

export const rowProblem = (moments: Moments): RowProblem => {
  const { size, covariance } = moments;
  let trace = 0;
  for (let i = 0; i < size; i++) trace += covariance[i * size + i] ?? 0;
  let damping = Math.max((relativeDamping * trace) / size, Number.MIN_VALUE * 2 ** 60);
  // Rounding errors may leave a covariance slightly indefinite.
  for (;;) {
    const cholesky = choleskyOf(covariance, size, damping);
    if (cholesky !== undefined) return { moments, damping, cholesky };
    damping *= 10;
  }
};

/** Candidate scales, as parts of the one whose largest code is the largest weight. */
const scaleParts = Array.from({ length: 26 }, (_, i) => 1 - i * 0.03);
/** Rounds of codes for the scale, then the scale for the codes. */
const rounds = 3;
const sweepsAtMost = 50;

/**
 * @param weights one row, `size` long.
 * @param largest the largest code; codes run from its negative, and skip 0 where `binary`.
 * @param admit the nearby scale that may be used in a scale's place.
 */
export const roundRow = (
  problem: RowProblem,
  weights: Float64Array,
  largest: number,
  binary = false,
  admit: (scale: number) => number = Math.fround,
): RoundedRow => {
  const { damping, cholesky, moments } = problem;
  const { size } = moments;
  // The damped objective's gradient at ŵ = 0, negated, and its real minimizer.
  const pull = timesVector(moments.cross, size, weights);
  for (let i = 0; i < size; i++) pull[i] = (pull[i] ?? 0) + damping * (weights[i] ?? 0);
  const ideal = solveCholesky(cholesky, size, pull);
  const magnitude = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  if (magnitude === 0) return { scale: 1, codes: new Int32Array(size), error: 0 };
  const grid: Grid = { largest, binary, admit };
  const initial = scaleParts.map(part => (part * magnitude) / largest);
  const start = leastBy(initial, scale => nearestError(problem, weights, scale, grid));
  let best: RoundedRow = { scale: admit(start), codes: new Int32Array(size), error: Infinity };
  for (const part of largest > finestSearched ? [1] : startParts) {
    const found = settle(problem, { pull, ideal }, admit(part * start), grid);
    if (found.error < best.error) best = found;
  }
  return best;
};

/** Where the descent begins, as parts of the scale that is best for nearest codes: it ends in different valleys. */
const startParts = [1, 0.8, 0.9, 1.1, 1.2];
/** With more codes than five bits have, one start is as good as five. */
const finestSearched = 15;

/** Codes for the scale, then the scale for the codes, as long as the error falls. */
const settle = (
  problem: RowProblem,
  { pull, ideal }: { readonly pull: Float64Array; readonly ideal: Float64Array },
  start: number,
  grid: Grid,
): RoundedRow => {
  let best: RoundedRow = { scale: start, codes: new Int32Array(problem.moments.size), error: Infinity };
  for (let round = 0; round < rounds; round++) {
    const codes = nearestPlane(problem, ideal, best.scale, grid);
    descend(problem, pull, codes, best.scale, grid);
    const fitted = grid.admit(fitScale(problem, pull, codes) ?? best.scale);
    const scale = leastBy([fitted, best.scale], each => objective(problem, pull, codes, each));
    const error = objective(problem, pull, codes, scale);
    if (error >= best.error) break;
    best = { scale, codes, error };
  }
  return best;
};

interface Grid {
  readonly largest: number;
  readonly binary: boolean;
  readonly admit: (scale: number) => number;
}

const codeOf = (value: number, { largest, binary }: Grid): number => {
  if (binary) return value < 0 ? -1 : 1;
  return Math.min(largest, Math.max(-largest, roundHalfEven(value))) + 0;
};

/** Error of rounding to nearest, by the diagonal alone: cheap, and good enough to choose where to begin. */
const nearestError = (
  { moments: { size, covariance }, damping }: RowProblem,
  weights: Float64Array,
  scale: number,
  grid: Grid,
): number => {
  let error = 0;
  for (let i = 0; i < size; i++) {
    const weight = weights[i] ?? 0;
    error += ((covariance[i * size + i] ?? 0) + damping) * (codeOf(weight / scale, grid) * scale - weight) ** 2;
  }
  return error;
};

/** From the last coordinate to the first, each rounded after what the later ones have left over. */
const nearestPlane = (
  { cholesky, moments: { size } }: RowProblem,
  ideal: Float64Array,
  scale: number,
  grid: Grid,
): Int32Array => {
  const codes = new Int32Array(size);
  const leftOver = new Float64Array(size);
  for (let i = size - 1; i >= 0; i--) {
    const center = (ideal[i] ?? 0) - (leftOver[i] ?? 0) / (cholesky[i * size + i] ?? NaN);
    const code = codeOf(center / scale, grid);
    codes[i] = code;
    const difference = code * scale - (ideal[i] ?? 0);
    for (let k = 0; k < i; k++) leftOver[k] = (leftOver[k] ?? 0) + (cholesky[i * size + k] ?? 0) * difference;
  }
  return codes;
};

/** Changes one code at a time to its best value until a whole sweep changes none. The objective falls with every change. */
const descend = (problem: RowProblem, pull: Float64Array, codes: Int32Array, scale: number, grid: Grid): void => {
  const { size, covariance } = problem.moments;
  const gradient = timesVector(covariance, size, codes);
  for (let i = 0; i < size; i++)
    gradient[i] = ((gradient[i] ?? 0) + problem.damping * (codes[i] ?? 0)) * scale - (pull[i] ?? 0);
  for (let sweep = 0; sweep < sweepsAtMost; sweep++) {
    let changed = false;
    for (let i = 0; i < size; i++) if (improve(problem, gradient, codes, i, scale, grid)) changed = true;
    if (!changed) return;
  }
};

/** Ties are left alone, so that the descent ends. */
const improve = (
  { damping, moments: { size, covariance } }: RowProblem,
  gradient: Float64Array,
  codes: Int32Array,
  i: number,
  scale: number,
  grid: Grid,
): boolean => {
  const row = i * size;
  const curvature = (covariance[row + i] ?? 0) + damping;
  const [code, slope] = [codes[i] ?? 0, gradient[i] ?? 0];
  const better = codeOf(code - slope / (curvature * scale), grid);
  const step = (better - code) * scale;
  if (better === code || step * slope + 0.5 * curvature * step * step >= 0) return false;
  codes[i] = better;
  for (let k = 0; k < size; k++) gradient[k] = (gradient[k] ?? 0) + (covariance[row + k] ?? 0) * step;
  gradient[i] = (gradient[i] ?? 0) + damping * step;
  return true;
};

const fitScale = (
  { moments: { size, covariance }, damping }: RowProblem,
  pull: Float64Array,
  codes: Int32Array,
): number | undefined => {
  const square = dot(codes, timesVector(covariance, size, codes)) + damping * dot(codes, codes);
  const scale = Math.fround(dot(codes, pull) / square);
  return Number.isFinite(scale) && scale > 0 ? scale : undefined;
};

const objective = (
  { moments: { size, covariance }, damping }: RowProblem,
  pull: Float64Array,
  codes: Int32Array,
  scale: number,
): number =>
  (dot(codes, timesVector(covariance, size, codes)) + damping * dot(codes, codes)) * scale * scale -
  2 * scale * dot(codes, pull);

const leastBy = (values: readonly number[], measure: (value: number) => number): number => {
  let best = values[0] ?? 1;
  let least = Infinity;
  for (const value of values) {
    const measured = measure(value);
    if (measured < least) [best, least] = [value, measured];
  }
  return best;
};
