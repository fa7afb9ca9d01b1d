import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensor } from "../../ir/tensor.ts";
import { constantCodes } from "../../quant/codes.ts";
import { affineParameters, symmetricParameters, weightParameters } from "../../quant/parameters.ts";
import { codeRange, codeType, type QuantizationParameters } from "../../quant/scheme.ts";
import { randomStream } from "../../support/random.ts";
import { CompileError } from "../../support/diagnostic.ts";

const codesOf = (run: () => unknown): readonly string[] => {
  try {
    run();
  } catch (error) {
    if (error instanceof CompileError) return error.diagnostics.map(({ code }) => code);
    throw error;
  }
  return [];
};

const real = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const bits = fc.integer({ min: 2, max: 16 });

describe("affine parameters", () => {
  test("span the range with all codes, by hand", () => {
    expect(affineParameters("x", 0, 255, { bits: 8, signed: false })).toEqual({
      bits: 8,
      signed: false,
      scales: [1],
      zeroPoints: [0],
    });
    expect(affineParameters("x", -1, 1.55, { bits: 8, signed: false })).toMatchObject({
      scales: [Math.fround(0.01)],
      zeroPoints: [100],
    });
    expect(affineParameters("x", -8, 7, { bits: 4, signed: true })).toMatchObject({ scales: [1], zeroPoints: [0] });
  });

  test("are widened so that 0 has a code", () => {
    expect(affineParameters("x", 51, 102, { bits: 8, signed: false })).toMatchObject({
      scales: [Math.fround(0.4)],
      zeroPoints: [0],
    });
  });

  test("have a finite positive binary32 scale, and a zero point that is a code, whatever the range", () => {
    const wide = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(wide, wide, bits, fc.boolean(), (a, b, width, signed) => {
        const [low, high] = [Math.fround(Math.min(a, b)), Math.fround(Math.max(a, b))];
        fc.pre(Number.isFinite(low) && Number.isFinite(high));
        const parameters = affineParameters("x", low, high, { bits: width, signed });
        const [[scale = NaN], [zeroPoint = NaN]] = [parameters.scales, parameters.zeroPoints];
        expect(scale > 0 && scale < Infinity && Math.fround(scale) === scale).toBe(true);
        const { min, max } = codeRange(parameters);
        expect(Number.isInteger(zeroPoint) && zeroPoint >= min && zeroPoint <= max).toBe(true);
      }),
    );
  });

  test("of a tensor that is always 0 keep it exact", () => {
    expect(affineParameters("x", 0, 0, { bits: 8, signed: false })).toMatchObject({ scales: [1], zeroPoints: [0] });
  });

  test("name a tensor that is not finite, and a width that is none", () => {
    expect(codesOf(() => affineParameters("x", NaN, 1, { bits: 8, signed: true }))).toEqual(["QUANT_NOT_FINITE"]);
    expect(codesOf(() => affineParameters("x", 0, Infinity, { bits: 8, signed: true }))).toEqual(["QUANT_NOT_FINITE"]);
    expect(codesOf(() => affineParameters("x", 0, 1, { bits: 17, signed: true }))).toEqual(["QUANT_WRONG_WIDTH"]);
    expect(codesOf(() => symmetricParameters("w", [1], { bits: 0 }))).toEqual(["QUANT_WRONG_WIDTH"]);
  });
});

const roundTrip = (values: readonly number[], parameters: QuantizationParameters): number[] => {
  const codes = constantCodes(tensor("f32", [values.length], values), parameters);
  return Array.from(codes.data, code => (parameters.scales[0] ?? NaN) * (code - (parameters.zeroPoints[0] ?? NaN)));
};

const squaredError = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + (value - (b[i] ?? NaN)) ** 2, 0);

describe("codes", () => {
  test("lie within half a step of the real, inside the range", () => {
    fc.assert(
      fc.property(fc.array(real, { minLength: 1, maxLength: 20 }), bits, fc.boolean(), (given, width, signed) => {
        const values = given.map(Math.fround);
        const parameters = affineParameters("x", Math.min(...values), Math.max(...values), { bits: width, signed });
        const [scale = NaN] = parameters.scales;
        const back = roundTrip(values, parameters);
        // Rounding the zero point moves the range by up to half a step, so an end may be a whole one away.
        for (const [i, value] of values.entries())
          expect(Math.abs(value - (back[i] ?? NaN))).toBeLessThan(scale * 1.01);
      }),
    );
  });

  test("quantize a value that is on the grid to itself", () => {
    fc.assert(
      fc.property(bits, fc.double({ min: 1e-6, max: 1e3, noNaN: true }), fc.nat(), (width, step, seed) => {
        const scale = Math.fround(step);
        const largest = 2 ** (width - 1) - 1;
        const code = (seed % (2 * largest + 1)) - largest;
        const parameters = { bits: width, signed: true, scales: [scale], zeroPoints: [0] };
        expect([...constantCodes(tensor("f32", [1], [scale * code]), parameters).data]).toEqual([code]);
      }),
    );
  });

  test("with more bits are nearer to the weights, in squares", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 2, max: 14 }), (seed, width) => {
        const random = randomStream(seed);
        const given = Array.from({ length: 500 }, () => Math.fround(random.normal()));
        const weight = tensor("f32", [given.length], given);
        const error = (n: number): number => squaredError(roundTrip(given, weightParameters("w", weight, n)), given);
        expect(error(width + 1)).toBeLessThan(error(width));
      }),
      { numRuns: 50 },
    );
  });

  test("with a scale per channel have at most half of its own step as error, which is never the larger one", () => {
    const weights = fc.array(fc.array(real, { minLength: 6, maxLength: 6 }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(weights, bits, (rows, width) => {
        const weight = tensor("f32", [rows.length, 6], rows.flat());
        const [perTensor, perChannel] = [weightParameters("w", weight, width), weightParameters("w", weight, width, 0)];
        const codes = constantCodes(weight, perChannel);
        for (const [i, value] of weight.data.entries()) {
          const scale = perChannel.scales[Math.floor(i / 6)] ?? NaN;
          expect(scale).toBeLessThanOrEqual(perTensor.scales[0] ?? NaN);
          expect(Math.abs(value - scale * (codes.data[i] ?? NaN))).toBeLessThanOrEqual(scale * 0.5001);
        }
      }),
    );
  });

  test("round ties to even and saturate, by hand", () => {
    const parameters = { bits: 4, signed: true, scales: [1], zeroPoints: [1] };
    const reals = [0.5, 1.5, 2.5, -0.5, -1.5, 100, -100];
    expect([...constantCodes(tensor("f32", [7], reals), parameters).data]).toEqual([1, 3, 3, 1, -1, 7, -8]);
  });

  test("of symmetric weights leave out the smallest code", () => {
    const parameters = { bits: 4, signed: true, scales: [1], zeroPoints: [0] };
    expect([...constantCodes(tensor("f32", [3], [-8, -7, 9]), parameters).data]).toEqual([-7, -7, 7]);
  });

  test("of one bit are signs, with the mean magnitude as scale", () => {
    const weight = tensor("f32", [2, 2], [1, -3, 0, 0.5]);
    const parameters = weightParameters("w", weight, 1, 0);
    expect(parameters.scales).toEqual([2, 0.25]);
    expect(codeType(parameters)).toBe("int2");
    expect([...constantCodes(weight, parameters).data]).toEqual([1, -1, 1, 1]);
  });

  test("of a channel of zeros have the widest channel's scale, those of zeros alone a scale of 1 to the largest code", () => {
    const weight = tensor("f32", [2, 2], [0, 0, 127, -1]);
    expect(weightParameters("w", weight, 8, 0).scales).toEqual([1, 1]);
    expect(weightParameters("w", tensor("f32", [2], [0, 0]), 2).scales).toEqual([1]);
  });
});
