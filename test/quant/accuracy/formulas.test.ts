import { describe, expect, test } from "vitest";
import { tensor } from "../../../ir/tensor.ts";
import {
  addOverlap,
  decibels,
  isTopK,
  largestAt,
  meanIouOf,
  noiseSums,
  overlapCounts,
  psnrDb,
} from "../../../quant/accuracy/formulas.ts";

const row = (...values: readonly number[]) => tensor("f32", [1, values.length], values);

describe("metrics worked by hand", () => {
  test("decibels: a tenth of the power is 10 dB", () => {
    expect(decibels(10, 1)).toBeCloseTo(10);
    expect(decibels(1, 0)).toBe(Infinity);
    expect(decibels(0, 1)).toBe(-Infinity);
    expect(decibels(1, NaN)).toBe(-Infinity);
    expect(noiseSums(row(1, 3), row(1, 2))).toEqual({ signal: 5, noise: 1 });
  });

  test("top-k: of equals the earlier ranks higher, NaN is never right", () => {
    expect(isTopK(row(1, 5, 5, 2), 1, 1)).toBe(true);
    expect(isTopK(row(1, 5, 5, 2), 2, 1)).toBe(false);
    expect(isTopK(row(1, 5, 5, 2), 2, 2)).toBe(true);
    expect(isTopK(row(1, NaN), 1, 2)).toBe(false);
    expect(isTopK(row(1, 2), 7, 5)).toBe(false);
    expect(largestAt(row(1, 5, 5, 2))).toBe(1);
  });

  test("PSNR: an error of a tenth of the range everywhere is 20 dB; borders and overshoot don't count", () => {
    const wanted = tensor(
      "f32",
      [1, 1, 3, 3],
      Array.from({ length: 9 }, () => 0.5),
    );
    const found = tensor(
      "f32",
      [1, 1, 3, 3],
      Array.from({ length: 9 }, () => 0.6),
    );
    const settings = { border: 0, range: 1, low: 0 };
    expect(psnrDb(found, wanted, settings)).toBeCloseTo(20, 4);
    const onlyMiddle = tensor("f32", [1, 1, 3, 3], [9, 9, 9, 9, 0.5, 9, 9, 9, 9]);
    expect(psnrDb(onlyMiddle, wanted, { ...settings, border: 1 })).toBe(Infinity);
    const white = tensor("f32", [1, 1, 1, 1], [1]);
    expect(psnrDb(tensor("f32", [1, 1, 1, 1], [7]), white, settings)).toBe(Infinity);
  });

  test("mean IoU: ratios of sums over the classes that occur", () => {
    const counts = overlapCounts(4);
    // Scores of two classes over four pixels: found 0, 0, 1, 1.
    const scores = tensor("f32", [1, 2, 2, 2], [1, 1, 0, 0, 0, 0, 1, 1]);
    addOverlap(counts, scores, Int32Array.of(0, 1, 1, -1));
    expect(meanIouOf(counts)).toBeCloseTo((1 / 2 + 1 / 2) / 2);
    const codes = overlapCounts(4);
    addOverlap(codes, tensor("f32", [1, 1, 1, 2], [3, 2]), Int32Array.of(3, 3));
    expect(meanIouOf(codes)).toBeCloseTo((1 / 2 + 0) / 2);
    expect(meanIouOf(overlapCounts(2))).toBeNaN();
  });
});
