import { describe, expect, test } from "vitest";
import { normalCumulative, normalDensity, normalQuantile } from "../../support/normal.ts";

describe("the normal distribution", () => {
  test("has the tabulated values, far tails included", () => {
    expect(normalDensity(0)).toBeCloseTo(0.3989422804014327, 15);
    expect(normalCumulative(0)).toBe(0.5);
    expect(normalCumulative(1.959963984540054)).toBeCloseTo(0.975, 14);
    // Abramowitz and Stegun, table 26.2: 1 − Φ(5) = 2.866515719e-7, Φ(−10) = 7.619853024160527e-24.
    expect(normalCumulative(-5) / 2.866515718791939e-7).toBeCloseTo(1, 12);
    expect(normalCumulative(-10) / 7.619853024160527e-24).toBeCloseTo(1, 12);
  });

  test("is inverted by its quantiles", () => {
    for (const probability of [1e-300, 1e-20, 1e-9, 0.01, 0.3, 0.5])
      expect(normalCumulative(normalQuantile(probability)) / probability).toBeCloseTo(1, 12);
    expect(normalQuantile(0.9)).toBe(-normalQuantile(1 - 0.9));
  });
});
