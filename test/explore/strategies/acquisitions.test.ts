import { describe, expect, test } from "vitest";
import { conditionedOn, type GaussianProcess } from "../../../explore/predictors/gaussian-process/gaussian-process.ts";
import type { Belief } from "../../../explore/strategies/acquisition/acquisition.ts";
import { entropyLost, entropySearch, leastAt } from "../../../explore/strategies/acquisition/entropy-search.ts";
import { expectedImprovement, improvement } from "../../../explore/strategies/acquisition/expected-improvement.ts";
import { expectedMaximum } from "../../../explore/strategies/acquisition/expected-maximum.ts";
import { knowledgeGradient } from "../../../explore/strategies/acquisition/knowledge-gradient.ts";
import { noisyExpectedImprovement } from "../../../explore/strategies/acquisition/noisy-expected-improvement.ts";
import { choleskyOf } from "../../../support/linear.ts";
import { normalCumulative, normalDensity, normalQuantile } from "../../../support/normal.ts";
import { randomStream } from "../../../support/random.ts";

/** Simpson's rule over z from −10 to 10. */
const expectation = (value: (z: number) => number, pieces = 200_000): number => {
  const step = 20 / pieces;
  let sum = 0;
  for (let i = 0; i <= pieces; i++) {
    const z = -10 + i * step;
    sum += (i === 0 || i === pieces ? 1 : i % 2 === 1 ? 4 : 2) * value(z) * normalDensity(z);
  }
  return (sum * step) / 3;
};

const processOn = (xs: readonly number[], targets: readonly number[], noise: number): GaussianProcess =>
  conditionedOn(
    { rows: xs.map(x => Float64Array.of(x)), targets, groups: [0] },
    { logLengths: [Math.log(0.3)], logNoise: Math.log(noise) },
  );

const beliefOn = (process: GaussianProcess): Belief => ({
  process,
  best: Math.min(...process.samples.targets),
  known: process.samples.rows,
  contenders: [0, 0.2, 0.4, 0.6, 0.8, 1].map(x => Float64Array.of(x)),
});

const noisy = processOn([0.1, 0.35, 0.6, 0.9], [1, -0.2, 0.1, 2], 0.05);
const exact = processOn([0.1, 0.35, 0.6, 0.9], [1, -0.2, 0.1, 2], 1e-9);

/** Joint draws of a process's values at some rows, by a factor of their covariance. */
const jointDraws = (process: GaussianProcess, rows: readonly Float64Array[], count: number): readonly number[][] => {
  const projections = rows.map(process.project);
  const size = rows.length;
  const covariance = Float64Array.from({ length: size * size }, (_, k) => {
    const [i, j] = [Math.floor(k / size), k % size];
    return process.covariance(rows[i]!, rows[j]!, projections[i]!, projections[j]!);
  });
  const lower = choleskyOf(covariance, size, 1e-12)!;
  const random = randomStream(11);
  return Array.from({ length: count }, () => {
    const z = rows.map(() => random.normal());
    return projections.map((projection, i) =>
      z.slice(0, i + 1).reduce((sum, each, k) => sum + lower[i * size + k]! * each, process.at(projection).mean),
    );
  });
};

describe("expected improvement", () => {
  test("is its integral, and what is certain where nothing is in doubt", () => {
    for (const [best, mean, deviation] of [
      [0, 0, 1],
      [1, 3, 0.5],
      [2, -1, 3],
      [0, 0.1, 0.01],
    ] as const) {
      // The integrand has a kink at (best − mean) / deviation: the substitution keeps it at the border of two pieces.
      const kink = (best - mean) / deviation;
      const integral = piecewise(z => best - mean - deviation * z, kink);
      expect(Math.abs(improvement(best, mean, deviation) - integral)).toBeLessThan(1e-9);
    }
    expect(improvement(3, 1, 0)).toBe(2);
    expect(improvement(1, 3, 0)).toBe(0);
  });

  test("is nothing where a design is known exactly, and more where less is known", () => {
    const worth = expectedImprovement.worth(beliefOn(exact), randomStream(1));
    expect(worth(Float64Array.of(0.6))).toBeLessThan(1e-6);
    expect(worth(Float64Array.of(0.45))).toBeGreaterThan(worth(Float64Array.of(0.36)));
  });
});

/** ∫ f(z)·φ(z) dz for z below the kink. */
const piecewise = (f: (z: number) => number, kink: number): number => {
  const [low, pieces] = [-12, 20_000];
  const step = (kink - low) / pieces;
  let sum = 0;
  for (let i = 0; i <= pieces; i++) {
    const z = low + i * step;
    sum += (i === 0 || i === pieces ? 1 : i % 2 === 1 ? 4 : 2) * f(z) * normalDensity(z);
  }
  return (sum * step) / 3;
};

describe("noisy expected improvement", () => {
  test("is expected improvement where nothing is noisy", () => {
    const belief = beliefOn(exact);
    const [plain, averaged] = [expectedImprovement, noisyExpectedImprovement].map(each =>
      each.worth(belief, randomStream(1)),
    );
    for (const x of [0, 0.2, 0.45, 0.75, 1])
      expect(averaged!(Float64Array.of(x))).toBeCloseTo(plain!(Float64Array.of(x)), 3);
  });

  test("is what joint draws improve on average", () => {
    const rows = [...noisy.samples.rows, Float64Array.of(0.45)];
    const draws = jointDraws(noisy, rows, 100_000);
    const simulated =
      draws.reduce((sum, draw) => sum + Math.max(0, Math.min(...draw.slice(0, 4)) - draw[4]!), 0) / draws.length;
    const estimates = Array.from({ length: 200 }, (_, seed) =>
      noisyExpectedImprovement.worth(beliefOn(noisy), randomStream(seed))(Float64Array.of(0.45)),
    );
    const mean = estimates.reduce((a, b) => a + b, 0) / estimates.length;
    expect(mean / simulated).toBeGreaterThan(0.95);
    expect(mean / simulated).toBeLessThan(1.05);
  });
});

describe("the expected greatest line", () => {
  test("of two is Clark's formula", () => {
    // E max(a₁ + b₁Z, a₂ + b₂Z) = a₁Φ(d/s) + a₂Φ(−d/s) + sφ(d/s) with d = a₁ − a₂, s = |b₁ − b₂| (Clark, Operations Research 1961).
    const [a, b] = [
      [0.3, -0.2],
      [1, -0.5],
    ] as const;
    const [d, s] = [0.5, 1.5];
    const expected = 0.3 * normalCumulative(d / s) - 0.2 * normalCumulative(-d / s) + s * normalDensity(d / s);
    expect(expectedMaximum(a, b)).toBeCloseTo(expected, 13);
  });

  test("of many is its integral, parallel and hidden lines included", () => {
    const random = randomStream(3);
    for (let trial = 0; trial < 20; trial++) {
      const a = Array.from({ length: 8 }, () => random.integer(-4, 4) / 2);
      const b = Array.from({ length: 8 }, () => random.integer(-3, 3) / 2);
      const integral = expectation(z => Math.max(...a.map((height, i) => height + b[i]! * z)), 20_000);
      expect(expectedMaximum(a, b)).toBeCloseTo(integral, 5);
    }
    expect(expectedMaximum([1, 2], [0, 0])).toBe(2);
  });
});

describe("the knowledge gradient", () => {
  test("is by how much the least mean falls in simulated evaluations", () => {
    const belief = beliefOn(noisy);
    const row = Float64Array.of(0.5);
    const { variance } = noisy.at(noisy.project(row));
    const contenders = [...belief.contenders, row];
    const before = Math.min(...contenders.map(noisy.meanAt));
    // A new sample moves all means by its covariance over its variance, noise included.
    const scale = Math.sqrt(variance + noisy.noiseVariance);
    const moves = contenders.map(each => noisy.covariance(each, row, noisy.project(each), noisy.project(row)) / scale);
    const simulated = expectation(
      z => before - Math.min(...contenders.map((each, i) => noisy.meanAt(each) + moves[i]! * z)),
      20_000,
    );
    expect(knowledgeGradient.worth(belief, randomStream(1))(row)).toBeCloseTo(simulated, 5);
  });

  test("is never negative, and nothing where there is nothing to learn", () => {
    const worth = knowledgeGradient.worth(beliefOn(exact), randomStream(1));
    for (let x = 0; x <= 1; x += 0.05) expect(worth(Float64Array.of(x))).toBeGreaterThanOrEqual(0);
    expect(worth(Float64Array.of(0.6))).toBeLessThan(1e-4);
  });
});

describe("entropy search", () => {
  test("loses the entropy of a normal that is cut off", () => {
    // Entropy of a standard normal less that of one known to lie above −γ: −∫ p ln p by Simpson's rule.
    for (const gamma of [-1, 0, 0.7, 2]) {
      const share = normalCumulative(gamma);
      const density = (z: number): number => normalDensity(z) / share;
      const pieces = 20_000;
      const step = (12 + gamma) / pieces;
      let cut = 0;
      for (let i = 0; i <= pieces; i++) {
        const z = -gamma + i * step;
        const weight = i === 0 || i === pieces ? 1 : i % 2 === 1 ? 4 : 2;
        cut -= (weight * density(z) * Math.log(density(z)) * step) / 3;
      }
      expect(entropyLost(gamma)).toBeCloseTo(0.5 * Math.log(2 * Math.PI * Math.E) - cut, 9);
    }
    expect(entropyLost(40)).toBeCloseTo(0, 12);
  });

  test("takes quantiles of the least of independent scores, none above the best seen", () => {
    expect(leastAt(0.3, [{ mean: 5, deviation: 2 }], 100)).toBeCloseTo(5 + 2 * normalQuantile(0.3), 9);
    const two = leastAt(
      0.5,
      [
        { mean: 0, deviation: 1 },
        { mean: 0, deviation: 1 },
      ],
      100,
    );
    expect(normalCumulative(-two) ** 2).toBeCloseTo(0.5, 12);
    expect(leastAt(0.5, [{ mean: 5, deviation: 1 }], 3)).toBe(3);
  });

  test("seeks designs in doubt near the least, and none that are known", () => {
    const worth = entropySearch.worth(beliefOn(exact), randomStream(1));
    expect(worth(Float64Array.of(0.45))).toBeGreaterThan(worth(Float64Array.of(0.1)));
    expect(worth(Float64Array.of(0.45))).toBeGreaterThan(worth(Float64Array.of(0.9)));
  });
});
