import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensor } from "../../../ir/tensor.ts";
import { divergenceFrom, probabilitiesOf } from "../../../quant/mixed/divergence.ts";

const scores = (...values: readonly number[]) => tensor("f32", [1, values.length], values);

describe("divergence of a classifier's answers", () => {
  test("by hand: from even odds to one in four is ln 2 / 2 + ln (2/3) / 2", () => {
    const expected = 0.5 * Math.log(2) + 0.5 * Math.log(2 / 3);
    expect(divergenceFrom(scores(0.5, 0.5), scores(0.25, 0.75))).toBeCloseTo(expected, 6);
  });

  test("scores are made probabilities: 0 and ln 3 are one and three in four", () => {
    expect(probabilitiesOf(Float32Array.of(0, Math.log(3)))).toEqual([expect.closeTo(0.25), expect.closeTo(0.75)]);
    expect(divergenceFrom(scores(0.25, 0.75), scores(0, Math.log(3)))).toBeCloseTo(0, 6);
  });

  test("is finite where a quantized softmax gives zeros, and not a number where scores are none", () => {
    expect(divergenceFrom(scores(0.002, 0.998), scores(0, 1))).toBeLessThan(0.01);
    expect(divergenceFrom(scores(0.5, 0.5), scores(NaN, 1))).toBeNaN();
  });

  test("is never below 0, and 0 between equals", () => {
    const answers = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(answers, answers, (wanted, found) => {
        expect(divergenceFrom(scores(...wanted), scores(...found))).toBeGreaterThanOrEqual(-1e-12);
        expect(divergenceFrom(scores(...wanted), scores(...wanted))).toBeCloseTo(0, 12);
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});
