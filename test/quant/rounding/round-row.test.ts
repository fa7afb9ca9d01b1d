import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { meansOf, momentsOf } from "../../../quant/rounding/moments-of.ts";
import type { Moments } from "../../../quant/rounding/moments.ts";
import { roundRow, rowProblem } from "../../../quant/rounding/round-row.ts";
import { choleskyOf, solveCholesky, timesVector } from "../../../support/linear.ts";
import { randomStream } from "../../../support/random.ts";
import { interpreter } from "../../../train/executors/interpreter.ts";

const momentsFor = async (groups: number, size: number, inputs: Float32Array): Promise<Moments> => {
  const [moments] = await momentsOf({ groups, size, quantized: inputs, float: inputs }, interpreter);
  return moments!;
};

/** Moments of correlated inputs: each is a mix of three hidden ones. */
const someMoments = async (
  size: number,
  seed: number,
  vectors = 200,
): Promise<{ moments: Moments; inputs: Float32Array }> => {
  const random = randomStream(seed);
  const mix = Array.from({ length: size * 3 }, () => random.normal());
  const inputs = new Float32Array(vectors * size);
  for (let v = 0; v < vectors; v++) {
    const hidden = [random.normal(), random.normal(), random.normal()];
    for (let i = 0; i < size; i++)
      inputs[v * size + i] =
        1 + hidden.reduce((sum, h, k) => sum + h * (mix[3 * i + k] ?? 0), 0) + 0.3 * random.normal();
  }
  return { moments: await momentsFor(1, size, inputs), inputs };
};

/** The output's squared error around its mean, by running every vector. */
const outputError = (inputs: Float32Array, weights: Float64Array, rounded: ArrayLike<number>): number => {
  const size = weights.length;
  const errors = Array.from({ length: inputs.length / size }, (_, v) => {
    let error = 0;
    for (let i = 0; i < size; i++) error += ((rounded[i] ?? 0) - (weights[i] ?? 0)) * (inputs[v * size + i] ?? 0);
    return error;
  });
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  return errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / errors.length;
};

const randomWeights = (size: number, seed: number): Float64Array => {
  const random = randomStream(seed);
  return Float64Array.from({ length: size }, () => random.normal());
};

describe("linear algebra", () => {
  test("Cholesky of a matrix worked by hand, and the solution of its system", () => {
    const matrix = Float64Array.of(4, 2, 2, 5);
    expect(choleskyOf(matrix, 2, 0)).toEqual(Float64Array.of(2, 0, 1, 2));
    expect(solveCholesky(Float64Array.of(2, 0, 1, 2), 2, Float64Array.of(8, 12))).toEqual(Float64Array.of(1, 2));
    expect(choleskyOf(Float64Array.of(1, 2, 2, 1), 2, 0)).toBeUndefined();
    expect(timesVector(matrix, 2, [1, 1])).toEqual(Float64Array.of(6, 7));
  });

  test("moments of three vectors worked by hand", async () => {
    const quantized = Float32Array.of(1, 0, 3, 2, 2, 4);
    const float = Float32Array.of(2, 0, 4, 2, 3, 4);
    const [moments] = await momentsOf({ groups: 1, size: 2, quantized, float }, interpreter);
    expect([...moments!.mean]).toEqual([2, 2]);
    expect([...moments!.floatMean]).toEqual([3, 2]);
    expect([...moments!.covariance].map(value => Math.round(value * 3))).toEqual([2, 2, 2, 8]);
    expect([...moments!.cross].map(value => Math.round(value * 3))).toEqual([2, 2, 2, 8]);
  });

  test("groups have moments of their own", async () => {
    const vectors = Float32Array.of(1, 10, 3, 20);
    const pair = { groups: 2, size: 1, quantized: vectors, float: vectors };
    expect(meansOf(pair).map(({ mean }) => mean[0])).toEqual([2, 15]);
    expect((await momentsOf(pair, interpreter)).map(({ covariance }) => covariance[0])).toEqual([1, 25]);
  });
});

describe("learned rounding of a row", () => {
  test("codes lie on the grid, and the result is the same every time", async () => {
    const { moments } = await someMoments(20, 3);
    const once = roundRow(rowProblem(moments), randomWeights(20, 4), 7);
    expect(roundRow(rowProblem(moments), randomWeights(20, 4), 7)).toEqual(once);
    expect(once.scale).toBe(Math.fround(once.scale));
    for (const code of once.codes) expect(Math.abs(code)).toBeLessThanOrEqual(7);
  });

  test("the output's error is never larger than with the nearest codes for the same scale, and mostly far smaller", async () => {
    let better = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1000 }), fc.constantFrom(1, 3, 7), async (seed, largest) => {
        const { moments, inputs } = await someMoments(16, seed);
        const weights = randomWeights(16, seed + 1);
        const { scale, codes } = roundRow(rowProblem(moments), weights, largest);
        const learned = outputError(
          inputs,
          weights,
          Float64Array.from(codes, code => code * scale),
        );
        const nearest = Float64Array.from(
          weights,
          w => scale * Math.min(largest, Math.max(-largest, Math.round(w / scale))),
        );
        const plain = outputError(inputs, weights, nearest);
        if (learned < plain / 2) better++;
        expect(learned).toBeLessThanOrEqual(plain * 1.1 + 1e-9);
      }),
      { numRuns: 60, seed: 7 },
    );
    expect(better).toBeGreaterThan(40);
  });

  test("on five weights it comes close to the best of all codes, found by trying each", async () => {
    let [found, best] = [0, 0];
    for (let seed = 1; seed <= 20; seed++) {
      const { moments, inputs } = await someMoments(5, seed);
      const weights = randomWeights(5, seed + 50);
      const { scale, codes } = roundRow(rowProblem(moments), weights, 1);
      found += outputError(
        inputs,
        weights,
        Float64Array.from(codes, code => code * scale),
      );
      let least = Infinity;
      for (let choice = 0; choice < 3 ** 5; choice++) {
        const tried = Float64Array.from({ length: 5 }, (_, i) => ((Math.floor(choice / 3 ** i) % 3) - 1) * scale);
        least = Math.min(least, outputError(inputs, weights, tried));
      }
      best += least;
    }
    expect(found).toBeLessThan(best * 1.3);
  });

  test("a row of zeros, and inputs that never vary, do no harm", async () => {
    const { moments } = await someMoments(4, 1);
    expect([...roundRow(rowProblem(moments), new Float64Array(4), 7).codes]).toEqual([0, 0, 0, 0]);
    const still = await momentsFor(1, 2, Float32Array.of(1, 0, 1, 0));
    const { scale, codes } = roundRow(rowProblem(still), Float64Array.of(0.5, -0.25), 127);
    expect(codes[0]! * scale).toBeCloseTo(0.5, 2);
    expect(codes[1]! * scale).toBeCloseTo(-0.25, 2);
  });

  test("binary codes are never 0", async () => {
    const { moments } = await someMoments(9, 2);
    expect(roundRow(rowProblem(moments), randomWeights(9, 5), 1, true).codes.every(code => Math.abs(code) === 1)).toBe(
      true,
    );
  });
});
