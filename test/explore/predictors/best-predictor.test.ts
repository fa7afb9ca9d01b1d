import { describe, expect, test } from "vitest";
import { fitBestPredictor } from "../../../explore/predictors/best-predictor.ts";
import { randomStream } from "../../../support/random.ts";

const draw = (count: number): readonly Float64Array[] => {
  const random = randomStream(1);
  return Array.from({ length: count }, () => Float64Array.from({ length: 8 }, () => random.integer(0, 3)));
};

describe("the best predictor", () => {
  test("is linear where the truth is, and trees where a few choices decide together", () => {
    const rows = draw(200);
    expect(
      fitBestPredictor(
        rows,
        rows.map(row => row.reduce((sum, x, i) => sum + i * x, 0)),
      ),
    ).toMatchObject({
      name: "ridge",
      correlation: expect.closeTo(1, 3) as number,
    });
    const parity = rows.map(([a = 0, b = 0], i) => ((a + b) % 2) + 1e-3 * i);
    expect(fitBestPredictor(rows, parity).name).toBe("gbdt");
  });

  test("leaves Gaussian processes out where samples are many, and takes too few to compare", () => {
    const rows = draw(101);
    const curve = (row: Float64Array): number => (row.reduce((a, b) => a + b, 0) - 12) ** 2;
    expect(fitBestPredictor(rows.slice(0, 100), rows.slice(0, 100).map(curve)).name).toBe("gaussian");
    expect(fitBestPredictor(rows, rows.map(curve)).name).not.toBe("gaussian");
    expect(fitBestPredictor(rows.slice(0, 2), [1, 2])).toMatchObject({ name: "ridge", correlation: 0 });
  });
});
