/**
 * The kernel that explains the samples best, found by ascent from where it stands: likelihood times a prior that keeps lengths in
 * proportion to the number of choices (Hvarfner, Hellsten and Nardi, ICML 2024: ln ℓ is normal with mean √2 + ½·ln D and deviation √3) and noise small.
 * Ascent is by signs alone (Rprop: Riedmiller and Braun 1993), so that it is deterministic and needs no line search.
 */
import type { KernelParameters } from "./kernel.ts";
import { likelihoodOf, type PairDistances } from "./likelihood.ts";

/** ln of the noise's part is normal with these, so that it is within 0.0003 and 1 unless samples say otherwise. */
const [noiseMean, noiseDeviation] = [-4, 2];
const lengthDeviation = Math.sqrt(3);
/** No rounding error grows to matter between these. */
const [leastNoise, mostNoise] = [-14, 3];
const [leastLength, mostLength] = [-5, 7];

/** Where nothing is known. */
export const priorParameters = (groups: number): KernelParameters => ({
  logLengths: Array.from({ length: groups }, () => lengthMean(groups)),
  logNoise: noiseMean,
});

const lengthMean = (groups: number): number => Math.SQRT2 + 0.5 * Math.log(groups);

/** The best of as many steps from `start`. */
export const fitKernel = (
  distances: PairDistances,
  targets: Float64Array,
  start: KernelParameters,
  steps: number,
): KernelParameters => {
  let point = vectorOf(start);
  let best = { value: -Infinity, point };
  let rates = point.map(() => 0.3);
  let before = point.map(() => 0);
  for (let step = 0; step < steps; step++) {
    const found = posteriorOf(distances, targets, parametersOf(point));
    if (found === undefined) return parametersOf(best.point);
    if (found.value > best.value) best = { value: found.value, point };
    const turns = found.gradient.map((slope, i) => slope * (before[i] ?? 0));
    rates = rates.map((rate, i) => nextRate(rate, turns[i] ?? 0));
    // After a turn a step is left out, as the slope on the way back says nothing of the way on.
    before = found.gradient.map((slope, i) => ((turns[i] ?? 0) < 0 ? 0 : slope));
    point = clamp(point.map((value, i) => value + Math.sign(before[i] ?? 0) * (rates[i] ?? 0)));
  }
  return parametersOf(best.point);
};

const nextRate = (rate: number, turn: number): number => {
  if (turn > 0) return Math.min(1, rate * 1.2);
  return turn < 0 ? Math.max(1e-4, rate * 0.5) : rate;
};

const vectorOf = ({ logLengths, logNoise }: KernelParameters): Float64Array => Float64Array.of(...logLengths, logNoise);
const parametersOf = (point: Float64Array): KernelParameters => ({
  logLengths: [...point.subarray(0, -1)],
  logNoise: point.at(-1) ?? NaN,
});

const clamp = (point: Float64Array): Float64Array =>
  point.map((value, i) =>
    i === point.length - 1
      ? Math.min(mostNoise, Math.max(leastNoise, value))
      : Math.min(mostLength, Math.max(leastLength, value)),
  );

const posteriorOf = (distances: PairDistances, targets: Float64Array, parameters: KernelParameters) => {
  const likelihood = likelihoodOf(distances, targets, parameters);
  if (likelihood === undefined) return undefined;
  const mean = lengthMean(parameters.logLengths.length);
  const gaps = [
    ...parameters.logLengths.map(length => (length - mean) / lengthDeviation),
    (parameters.logNoise - noiseMean) / noiseDeviation,
  ];
  const value = likelihood.value - 0.5 * gaps.reduce((sum, gap) => sum + gap ** 2, 0);
  const deviation = (i: number): number => (i === gaps.length - 1 ? noiseDeviation : lengthDeviation);
  return { value, gradient: likelihood.gradient.map((slope, i) => slope - (gaps[i] ?? 0) / deviation(i)) };
};
