import { describe, expect, test } from "vitest";
import { ridge } from "../../../explore/predictors/ridge.ts";
import { randomStream } from "../../../support/random.ts";

const randomRows = (count: number, width: number, seed: number): readonly Float64Array[] => {
  const random = randomStream(seed);
  return Array.from({ length: count }, () => Float64Array.from({ length: width }, () => random.normal()));
};

describe("ridge regression", () => {
  test("finds a line that the samples lie on", () => {
    const rows = randomRows(40, 3, 1);
    const targets = rows.map(([a = NaN, b = NaN]) => 5 + 2 * a - 3 * b);
    const predictor = ridge.fit(rows, targets);
    expect(predictor.mean(Float64Array.of(10, -1, 4))).toBeCloseTo(28, 3);
  });

  test("holds weights down where there is nothing but noise", () => {
    const rows = randomRows(60, 20, 2);
    const random = randomStream(3);
    const targets = rows.map(() => random.normal());
    const predictor = ridge.fit(rows, targets);
    const weights = predictor.state()["weights"] as readonly number[];
    const least = 0.5 * Math.sqrt(20 / 60); // unregularized weights have about this length at least
    expect(Math.hypot(...weights)).toBeLessThan(least);
  });

  test("takes columns that never vary or repeat others, and one sample", () => {
    const rows = [
      Float64Array.of(1, 7, 1),
      Float64Array.of(2, 7, 2),
      Float64Array.of(3, 7, 3),
      Float64Array.of(4, 7, 4),
    ];
    expect(ridge.fit(rows, [1, 2, 3, 4]).mean(Float64Array.of(2.5, 7, 2.5))).toBeCloseTo(2.5, 9);
    expect(ridge.fit([Float64Array.of(1, 2)], [9]).mean(Float64Array.of(3, 4))).toBe(9);
  });

  test("leaves one out in closed form as refitting does", () => {
    // Two columns that matter and noise: the strength with the least error of refitting is the one chosen.
    const rows = randomRows(12, 4, 5);
    const random = randomStream(6);
    const targets = rows.map(([a = NaN]) => a + random.normal());
    const weights = ridge.fit(rows, targets).state()["weights"] as readonly number[];
    const found = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.03, 0.1, 0.3, 1, 3].map(strength => byHand(rows, targets, strength));
    const best = found.reduce((a, b) => (b.error < a.error ? b : a));
    for (const [i, weight] of best.weights.entries()) expect(weights[i]).toBeCloseTo(weight, 6);
  });

  test("is restored from its state, and refuses what is not finite", () => {
    const rows = randomRows(10, 2, 4);
    const predictor = ridge.fit(
      rows,
      rows.map(([a = NaN]) => a),
    );
    const restored = ridge.restore(JSON.parse(JSON.stringify(predictor.state())) as never);
    expect(restored.mean(rows[0]!)).toEqual(predictor.mean(rows[0]!));
    expect(() =>
      ridge.fit(
        rows,
        rows.map((_, i) => (i === 3 ? NaN : 1)),
      ),
    ).toThrow(/row 3/);
    expect(() => ridge.fit([], [])).toThrow(/nothing to learn/);
    expect(() => ridge.fit([Float64Array.of(1), Float64Array.of(1, 2)], [1, 2])).toThrow(/row 1 has 2/);
  });
});

/** Gradient descent on the penalized squares, with the columns standardized over all samples as the fit has them. */
const byHand = (rows: readonly Float64Array[], targets: readonly number[], strength: number) => {
  const width = rows[0]!.length;
  const columns = Array.from({ length: width }, (_, j) => rows.map(row => row[j]!));
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const means = columns.map(mean);
  const spreads = columns.map((column, j) => Math.sqrt(mean(column.map(value => (value - means[j]!) ** 2))));
  const scaled = rows.map(row => Array.from(row, (value, j) => (value - means[j]!) / spreads[j]!));
  const fit = (kept: readonly number[]) => {
    let intercept = 0;
    const weights = Array.from({ length: width }, () => 0);
    for (let step = 0; step < 5000; step++) {
      const residues = kept.map(
        i => targets[i]! - intercept - scaled[i]!.reduce((sum, x, j) => sum + x * weights[j]!, 0),
      );
      const rate = 0.5 / (kept.length * (2 + strength));
      intercept += rate * residues.reduce((a, b) => a + b, 0);
      for (let j = 0; j < width; j++) {
        const pull = kept.reduce((sum, i, place) => sum + residues[place]! * scaled[i]![j]!, 0);
        weights[j] = weights[j]! + rate * (pull - strength * rows.length * weights[j]!);
      }
    }
    return { intercept, weights };
  };
  const all = rows.map((_, i) => i);
  const errors = all.map(i => {
    const { intercept, weights } = fit(all.filter(other => other !== i));
    return (targets[i]! - intercept - scaled[i]!.reduce((sum, x, j) => sum + x * weights[j]!, 0)) ** 2;
  });
  return { error: mean(errors), weights: fit(all).weights.map((weight, j) => weight / spreads[j]!) };
};
