import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scalar, tensor } from "../../../ir/tensor.ts";
import { runOperator, tensorOfType, valuesOf } from "../../support/operators.ts";

describe("quantize", () => {
  test("ties go to even, before the zero point is added", () => {
    const input = tensorOfType("f32[6]", [0.5, 1.5, 2.5, -0.5, -1.5, -2.5]);
    const operands = [input, scalar("f32", 1), scalar("int8", 1)];
    expect(valuesOf("quantize", operands, { dtype: "int8" })).toEqual([1, 3, 3, 1, -1, -1]);
  });

  test("saturates", () => {
    const input = tensorOfType("f32[4]", [-1e9, 1e9, -Infinity, Infinity]);
    const to = (dtype: "uint8" | "int4") =>
      valuesOf("quantize", [input, scalar("f32", 0.5), scalar(dtype, 3)], { dtype });
    expect(to("uint8")).toEqual([0, 255, 0, 255]);
    expect(to("int4")).toEqual([-8, 7, -8, 7]);
  });

  test("the quotient is rounded to f32 first", () => {
    // 0.275 / 0.11 of the nearest f32s is 2.50000007 in doubles, which rounds up, but 2.5 in f32: a tie, to even.
    const operands = [tensorOfType("f32[1]", [0.25 * 1.1]), scalar("f32", 0.11), scalar("uint8", 0)];
    expect(Math.fround(Math.fround(0.25 * 1.1) / Math.fround(0.11))).toBe(2.5);
    expect(valuesOf("quantize", operands, { dtype: "uint8" })).toEqual([2]);
  });

  test("a scale and a zero point for each slice", () => {
    const input = tensorOfType("f32[2,2]", [1, 2, 1, 2]);
    const operands = [input, tensorOfType("f32[2]", [1, 0.5]), tensorOfType("int8[2]", [0, 10])];
    expect(valuesOf("quantize", operands, { axis: 0, dtype: "int8" })).toEqual([1, 2, 12, 14]);
    expect(valuesOf("quantize", operands, { axis: 1, dtype: "int8" })).toEqual([1, 14, 1, 14]);
    // One of the two may be single.
    const mixed = operands.with(2, scalar("int8", 7));
    expect(valuesOf("quantize", mixed, { axis: 1, dtype: "int8" })).toEqual([8, 11, 8, 11]);
  });
});

describe("dequantize", () => {
  test("scale · (code - zero point)", () => {
    const operands = [tensorOfType("uint8[3]", [0, 128, 255]), scalar("f32", 0.5), scalar("uint8", 128)];
    expect(valuesOf("dequantize", operands, {})).toEqual([-64, 0, 63.5]);
  });

  test("for each slice", () => {
    const codes = tensorOfType("int8[2,2]", [1, 2, 3, 4]);
    const operands = [codes, tensorOfType("f32[2]", [1, 10]), tensorOfType("int8[2]", [0, 1])];
    expect(valuesOf("dequantize", operands, { axis: 0 })).toEqual([1, 2, 20, 30]);
    expect(valuesOf("dequantize", operands, { axis: 1 })).toEqual([1, 10, 3, 30]);
  });

  test("gives the scale's type", () => {
    const operands = [tensorOfType("int8[1]", [3]), scalar("f16", 0.1), scalar("int8", 0)];
    const [result] = runOperator("dequantize", operands, {});
    expect(result).toEqual(tensor("f16", [1], [3 * (scalar("f16", 0.1).data[0] ?? 0)]));
  });

  test("then quantize gives the code back", () => {
    const code = fc.integer({ min: -128, max: 127 });
    fc.assert(
      fc.property(fc.array(code, { minLength: 1 }), fc.integer({ min: 1, max: 1000 }), code, (codes, scale, zero) => {
        const input = tensor("int8", [codes.length], codes);
        const [scaleTensor, zeroPoint] = [scalar("f32", scale / 97), scalar("int8", zero)];
        const [real] = runOperator("dequantize", [input, scaleTensor, zeroPoint], {});
        expect(runOperator("quantize", [real!, scaleTensor, zeroPoint], { dtype: "int8" })).toEqual([input]);
      }),
    );
  });
});

describe("requantize", () => {
  const requantized = (accumulator: readonly number[], multiplier: number, zeroPoint: number): number[] =>
    valuesOf(
      "requantize",
      [tensor("int32", [accumulator.length], accumulator), scalar("f32", multiplier), scalar("uint8", zeroPoint)],
      { dtype: "uint8" },
    );

  test("ties go to even, then the zero point, then saturation", () => {
    expect(requantized([1, 3, 5, 7, -1, -3], 0.5, 10)).toEqual([10, 12, 12, 14, 10, 8]);
    expect(requantized([1000, -1000], 0.5, 10)).toEqual([255, 0]);
  });

  test("the accumulator and the product are rounded to f32", () => {
    // 2^24 + 1 has no f32 and becomes 2^24: the product is the tie 2.5, not a little more.
    expect(requantized([2 ** 24 + 1], 2.5 * 2 ** -24, 0)).toEqual([2]);
  });

  test("a multiplier for each channel", () => {
    const accumulator = tensorOfType("int32[1,2,1,2]", [10, 20, 10, 20]);
    const operands = [accumulator, tensorOfType("f32[2]", [0.5, 0.1]), scalar("int8", 0)];
    expect(valuesOf("requantize", operands, { axis: 1, dtype: "int8" })).toEqual([5, 10, 1, 2]);
  });
});

describe("requantize_dyadic", () => {
  const requantized = (accumulator: readonly number[], multiplier: number, shift: number, zeroPoint = 0): number[] =>
    valuesOf(
      "requantize_dyadic",
      [
        tensor("int32", [accumulator.length], accumulator),
        scalar("int32", multiplier),
        scalar("uint8", shift),
        scalar("int32", zeroPoint),
      ],
      { dtype: "int32" },
    );

  test("ties go to even, then the zero point, then saturation", () => {
    expect(requantized([1, 3, 5, 7, -1, -3], 1, 1, 10)).toEqual([10, 12, 12, 14, 10, 8]);
    const operands = [tensor("int32", [2], [1000, -1000]), scalar("int32", 1), scalar("uint8", 1), scalar("uint8", 10)];
    expect(valuesOf("requantize_dyadic", operands, { dtype: "uint8" })).toEqual([255, 0]);
  });

  test("the product has 64 bits: what lies one in 2^62 beside a tie is none", () => {
    // 1.5, 2.5, and a hair more than 2.5.
    expect(requantized([2 ** 31 - 1, -(2 ** 31)], 2 ** 31 - 1, 62)).toEqual([1, -1]);
    expect(requantized([3 * 2 ** 29], 2 ** 30, 60)).toEqual([2]);
    expect(requantized([5 * 2 ** 28], 2 ** 30, 59)).toEqual([2]);
    expect(requantized([5 * 2 ** 28 + 1], 2 ** 30, 59)).toEqual([3]);
  });

  test("is what integers of any size give", () => {
    const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(int32, int32, fc.integer({ min: 0, max: 70 }), (accumulator, multiplier, given) => {
        const shift = BigInt(Math.min(given, 62));
        const product = BigInt(accumulator) * BigInt(multiplier);
        const whole = 1n << shift;
        const floor = product >> shift;
        const above = 2n * (product - floor * whole) - whole;
        const rounded = above > 0n || (above === 0n && (floor & 1n) === 1n) ? floor + 1n : floor;
        const saturated = Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Number(rounded)));
        expect(requantized([accumulator], multiplier, given)).toEqual([saturated]);
      }),
    );
  });

  test("a multiplier and a shift for each channel", () => {
    const accumulator = tensorOfType("int32[1,2,1,2]", [10, 20, 10, 20]);
    const operands = [
      accumulator,
      tensorOfType("int32[2]", [1, 3]),
      tensorOfType("uint8[2]", [1, 4]),
      scalar("int8", 0),
    ];
    expect(valuesOf("requantize_dyadic", operands, { axis: 1, dtype: "int8" })).toEqual([5, 10, 2, 4]);
  });
});

describe("dynamic_quantize", () => {
  const all = (elements: readonly number[]) =>
    runOperator("dynamic_quantize", [tensor("f32", [elements.length], elements)], {}).map(({ data }) =>
      Array.from(data),
    );

  test("spreads the range over the codes", () => {
    expect(all([-1, 0, 254])).toEqual([[0, 1, 255], [1], [1]]);
  });

  test("the range holds 0", () => {
    expect(all([51, 255])).toEqual([[51, 255], [1], [0]]);
    expect(all([-51, -255])).toEqual([[204, 0], [1], [255]]);
  });

  test("of zeros has scale 1", () => {
    expect(all([0, 0])).toEqual([[0, 0], [1], [0]]);
  });
});

describe("opaque", () => {
  test("can't run, and says what it stands for", () => {
    const attributes = { source: "LSTM_3", reason: "recurrent layers are not supported", types: ["f32[1,2]"] };
    expect(() => runOperator("opaque", [], attributes)).toThrow(
      "error[RUN_UNSUPPORTED]: LSTM_3 can't be run: recurrent layers are not supported",
    );
  });
});
