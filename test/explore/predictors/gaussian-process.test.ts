import { describe, expect, test } from "vitest";
import {
  conditionedOn,
  fitGaussianProcess,
  gaussianProcess,
} from "../../../explore/predictors/gaussian-process/gaussian-process.ts";
import { likelihoodOf, pairDistances } from "../../../explore/predictors/gaussian-process/likelihood.ts";
import { correlation } from "../../../explore/predictors/gaussian-process/kernel.ts";
import { randomStream } from "../../../support/random.ts";

const matern52 = (r: number): number => (1 + Math.sqrt(5) * r + (5 / 3) * r * r) * Math.exp(-Math.sqrt(5) * r);

const drawRows = (count: number, width: number, seed: number): readonly Float64Array[] => {
  const random = randomStream(seed);
  return Array.from({ length: count }, () => Float64Array.from({ length: width }, () => random.uniform()));
};

describe("a Gaussian process", () => {
  test("has Matérn's kernel over distances that are scaled by choice", () => {
    // Columns 0 and 1 are one choice of length 2; column 2 has length 0.5.
    const weights = Float64Array.of(1 / 4, 1 / 4, 4);
    const r = Math.sqrt(1 / 4 + 1 / 4 + 0.09 * 4);
    expect(correlation(Float64Array.of(1, 0, 0.3), Float64Array.of(0, 1, 0.6), weights)).toBeCloseTo(matern52(r), 14);
  });

  test("of two samples is the 2 × 2 system solved by hand", () => {
    const samples = { rows: [Float64Array.of(0), Float64Array.of(1)], targets: [10, 14], groups: [0] };
    const parameters = { logLengths: [Math.log(0.7)], logNoise: Math.log(0.1) };
    const process = conditionedOn(samples, parameters);
    const [between, left, right] = [matern52(1 / 0.7), matern52(0.25 / 0.7), matern52(0.75 / 0.7)];
    const determinant = 1.1 ** 2 - between ** 2;
    const times = (a: number, b: number): readonly [number, number] => [
      (1.1 * a - between * b) / determinant,
      (1.1 * b - between * a) / determinant,
    ];
    // The targets are 12 ± 2: −1 and 1 once they are scaled.
    const [first, second] = times(-1, 1);
    const signal = (4 * (-first + second + 1)) / 3;
    const [p, q] = times(left, right);
    const { mean, variance } = process.at(process.project(Float64Array.of(0.25)));
    expect(mean).toBeCloseTo(12 + 2 * (left * first + right * second), 12);
    expect(variance).toBeCloseTo(signal * (1 - left * p - right * q), 12);
    expect(process.noiseVariance).toBeCloseTo(0.1 * signal, 12);
    const row = Float64Array.of(0.25);
    const [a, b] = [process.project(row), process.project(Float64Array.of(1))];
    const expected = signal * (right - (left * times(between, 1)[0] + right * times(between, 1)[1]));
    expect(process.covariance(row, Float64Array.of(1), a, b)).toBeCloseTo(expected, 12);
    expect(process.covariance(row, row, a, a)).toBeCloseTo(variance, 12);
  });

  test("has a likelihood whose gradient is that of finite differences", () => {
    const rows = drawRows(12, 3, 1);
    const targets = Float64Array.from(rows, ([a = 0, b = 0]) => Math.sin(4 * a) + b);
    const mean = targets.reduce((x, y) => x + y, 0) / targets.length;
    const centered = targets.map(target => target - mean);
    const distances = pairDistances(rows, [0, 1, 1]);
    const at = (point: readonly number[]) =>
      likelihoodOf(distances, centered, { logLengths: point.slice(0, -1), logNoise: point.at(-1)! })!;
    const point = [-0.3, 0.4, -3];
    for (const [i, slope] of at(point).gradient.entries()) {
      const [up, down] = [1e-5, -1e-5].map(step => at(point.with(i, point[i]! + step)).value);
      expect(slope).toBeCloseTo((up! - down!) / 2e-5, 5);
    }
  });

  test("goes through samples without noise, and doubts where there are none", () => {
    const rows = drawRows(25, 2, 2);
    const value = ([a = 0, b = 0]: Float64Array): number => 100 + Math.sin(5 * a) + a * b;
    const process = fitGaussianProcess({ rows, targets: rows.map(value), groups: [0, 1] });
    for (const row of rows) expect(process.at(process.project(row)).mean).toBeCloseTo(value(row), 2);
    for (const row of drawRows(20, 2, 3)) expect(process.at(process.project(row)).mean).toBeCloseTo(value(row), 1);
    const far = process.at(process.project(Float64Array.of(9, 9)));
    expect(far.variance).toBeGreaterThan(100 * process.at(process.project(rows[0]!)).variance);
  });

  test("finds which choice does not matter, and how much noise there is", () => {
    const rows = drawRows(80, 2, 4);
    const random = randomStream(5);
    const targets = rows.map(([a = 0]) => Math.sin(6 * a) + 0.3 * random.normal());
    const process = fitGaussianProcess({ rows, targets, groups: [0, 1] });
    const [matters = NaN, idle = NaN] = process.parameters.logLengths;
    expect(idle).toBeGreaterThan(matters + 1);
    expect(Math.sqrt(process.noiseVariance)).toBeGreaterThan(0.2);
    expect(Math.sqrt(process.noiseVariance)).toBeLessThan(0.45);
  });

  test("takes one sample, equal samples and equal targets", () => {
    const row = Float64Array.of(0.5);
    expect(gaussianProcess.fit([row], [3]).mean(row)).toBe(3);
    expect(gaussianProcess.fit([row, row, row], [3, 3, 3]).mean(row)).toBe(3);
    expect(gaussianProcess.fit([row, row], [2, 4]).mean(row)).toBeCloseTo(3, 9);
  });

  test("is the same for the same samples, and is restored from its state", () => {
    const rows = drawRows(15, 2, 6);
    const targets = rows.map(([a = 0, b = 0]) => a * b);
    const predictor = gaussianProcess.fit(rows, targets);
    const bytes = JSON.stringify(predictor.state());
    expect(JSON.stringify(gaussianProcess.fit(rows, targets).state())).toBe(bytes);
    const restored = gaussianProcess.restore(JSON.parse(bytes) as never);
    expect(restored.mean(Float64Array.of(0.1, 0.2))).toEqual(predictor.mean(Float64Array.of(0.1, 0.2)));
    expect(() => gaussianProcess.fit([Float64Array.of(1)], [Infinity])).toThrow(/row 0/);
  });
});
