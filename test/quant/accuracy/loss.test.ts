import { describe, expect, test } from "vitest";
import { lossAgainst, standardErrorOfMean } from "../../../quant/accuracy/loss.ts";
import type { Measurement } from "../../../quant/accuracy/measure.ts";

const measured = (value: number, ...parts: readonly number[]): Measurement => ({
  metric: "top-1",
  value,
  samples: 10,
  parts,
  outputs: [],
});

describe("what quantization loses", () => {
  test("is told against float on the same parts, so that what both miss adds no chance", () => {
    const { lost, parts, standardError } = lossAgainst(measured(80, 70, 90), measured(79, 69, 89));
    expect([lost, parts, standardError]).toEqual([1, [1, 1], 0]);
  });

  test("of what compares with float is what is missing from 0", () =>
    expect(lossAgainst(measured(Infinity, Infinity), measured(30, 30)).lost).toBe(-30));

  test("has the standard error of a mean, by hand, widened for few numbers", () => {
    // Deviations of 1 about 2: a variance of 2 over one degree of freedom, of the mean 1; Student's t widens it by 1.8125.
    expect(standardErrorOfMean([1, 3])).toBeCloseTo(1.8125, 12);
    // Student's t at the same probability is 1.059 for nine degrees of freedom.
    const ten = [1, 3, 1, 3, 1, 3, 1, 3, 1, 3];
    expect(standardErrorOfMean(ten)).toBeCloseTo(1.059 * Math.sqrt(10 / 9 / 10), 3);
    expect(standardErrorOfMean([7])).toBe(0);
  });
});
