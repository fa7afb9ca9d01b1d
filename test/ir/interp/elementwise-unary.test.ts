import { describe, expect, test } from "vitest";
import type { OpName } from "../../../ir/ops/index.ts";
import { runOperator, tensorOfType, valuesOf } from "../../support/operators.ts";

type Unary = Exclude<OpName, "one_hot" | "arg_max" | "arg_min">;
interface Case {
  readonly op: Unary;
  readonly attributes?: object;
  /** Element type of the operand; f64 by default, so that the formula itself is compared. */
  readonly dtype?: string;
  readonly input: readonly number[];
  readonly output: readonly number[];
}

const inf = Infinity;
const e = Math.E;

/** Computed by hand or from the definition; irrational values from tables. */
const cases: readonly Case[] = [
  { op: "relu", input: [NaN, -1, -0, 2, inf, -inf], output: [NaN, 0, 0, 2, inf, 0] },
  { op: "relu", dtype: "int8", input: [-128, 0, 5], output: [0, 0, 5] },
  { op: "leaky_relu", attributes: { alpha: 0.25 }, input: [NaN, -4, -0, 2], output: [NaN, -1, -0, 2] },
  { op: "elu", attributes: { alpha: 2 }, input: [-inf, 0, 0.5, 3], output: [-2, 0, 0.5, 3] },
  { op: "elu", attributes: {}, input: [-1], output: [1 / e - 1] },
  { op: "selu", attributes: { alpha: 2, gamma: 3 }, input: [-inf, 0, 0.5, 2], output: [-6, 0, 1.5, 6] },
  { op: "celu", attributes: { alpha: 2 }, input: [-inf, -2, 0, 3], output: [-2, 2 * (1 / e - 1), 0, 3] },
  { op: "thresholded_relu", attributes: { alpha: 1 }, input: [NaN, 1, 1.5, -2], output: [0, 0, 1.5, 0] },
  { op: "clip", attributes: { min: 0, max: 6 }, input: [NaN, -1, 3, 7, inf], output: [NaN, 0, 3, 6, 6] },
  { op: "clip", attributes: { min: -1 }, input: [-2, 1e30], output: [-1, 1e30] },
  { op: "clip", attributes: { min: 2, max: 1 }, input: [0, 5], output: [1, 1] },
  { op: "clip", attributes: { min: 0, max: 6 }, dtype: "int32", input: [-1, 3, 7], output: [0, 3, 6] },
  { op: "sigmoid", input: [-inf, 0, inf, 1], output: [0, 0.5, 1, e / (e + 1)] },
  { op: "hard_sigmoid", attributes: {}, input: [-3, 0, 1, 3], output: [0, 0.5, 0.7, 1] },
  { op: "hard_swish", input: [-4, -3, 0, 1, 3, 4], output: [-0, -0, 0, 2 / 3, 3, 4] },
  { op: "silu", input: [0, 1, 800], output: [0, e / (e + 1), 800] },
  { op: "gelu", attributes: {}, input: [0, 1, -1], output: [0, 0.841344746068543, -0.158655253931457] },
  {
    op: "gelu",
    attributes: { approximate: "tanh" },
    input: [0, 1, -1, 2],
    output: [0, 0.841191990608276, -0.158808009391724, 1.954597694087775],
  },
  { op: "mish", input: [0, 1, 1000], output: [0, 0.86509838826731, 1000] },
  { op: "softplus", input: [0, 1000, -1000], output: [Math.LN2, 1000, 0] },
  { op: "softsign", input: [0, 1, -3], output: [0, 0.5, -0.75] },
  { op: "tanh", input: [0, -0, inf, 1], output: [0, -0, 1, 0.761594155955765] },
  { op: "exp", input: [0, 1, -inf, inf, NaN], output: [1, e, 0, inf, NaN] },
  { op: "log", input: [1, e, 0, -1], output: [0, 1, -inf, NaN] },
  { op: "sqrt", input: [4, 0, -1, inf], output: [2, 0, NaN, inf] },
  { op: "reciprocal", input: [4, 0, -0, inf], output: [0.25, inf, -inf, 0] },
  { op: "neg", input: [1, 0, -inf, NaN], output: [-1, -0, inf, NaN] },
  { op: "neg", dtype: "int8", input: [-128, 5, 0], output: [-128, -5, 0] },
  { op: "neg", dtype: "int64", input: [0, 7], output: [0, -7] },
  { op: "abs", input: [-1.5, -0, -inf], output: [1.5, 0, inf] },
  { op: "abs", dtype: "int8", input: [-128, -5], output: [-128, 5] },
  { op: "floor", input: [-1.5, 1.5, -0.5], output: [-2, 1, -1] },
  { op: "ceil", input: [-1.5, 1.5, -0.5], output: [-1, 2, -0] },
  { op: "round", input: [0.5, 1.5, 2.5, -0.5, -1.5, 2.4, NaN, inf], output: [0, 2, 2, -0, -2, 2, NaN, inf] },
  { op: "sign", input: [-3, 0, 2, NaN], output: [-1, 0, 1, NaN] },
  { op: "sin", input: [0, Math.PI / 2], output: [0, 1] },
  { op: "cos", input: [0, Math.PI], output: [1, -1] },
  { op: "tan", input: [0, Math.PI / 4], output: [0, 1] },
  { op: "asin", input: [1, 2], output: [Math.PI / 2, NaN] },
  { op: "acos", input: [1, -1, 2], output: [0, Math.PI, NaN] },
  { op: "atan", input: [1, inf], output: [Math.PI / 4, Math.PI / 2] },
  { op: "sinh", input: [0, 1], output: [0, (e - 1 / e) / 2] },
  { op: "cosh", input: [0, 1], output: [1, (e + 1 / e) / 2] },
  { op: "asinh", input: [0, (e - 1 / e) / 2], output: [0, 1] },
  { op: "acosh", input: [1, (e + 1 / e) / 2, 0], output: [0, 1, NaN] },
  { op: "atanh", input: [0, 1, 2, 0.5], output: [0, inf, NaN, Math.log(3) / 2] },
  { op: "not", dtype: "bool", input: [0, 1], output: [1, 0] },
  { op: "not", dtype: "uint8", input: [0, 0b1010_0101], output: [255, 0b0101_1010] },
  { op: "not", dtype: "int32", input: [0, 5], output: [-1, -6] },
  { op: "is_nan", input: [NaN, 1, inf], output: [1, 0, 0] },
  { op: "is_inf", attributes: {}, input: [NaN, 1, inf, -inf], output: [0, 0, 1, 1] },
  { op: "is_inf", attributes: { detect_negative: false }, input: [inf, -inf], output: [1, 0] },
  { op: "is_inf", attributes: { detect_positive: false }, input: [inf, -inf], output: [0, 1] },
];

/** `expected` where `value` is equal to 14 digits after the point, signs of zeros included; else `value`. */
const nearly = (value: number, expected: number): number =>
  Math.abs(value - expected) < 0.5e-14 && expected !== 0 ? expected : value;

describe("elementwise kernels of one operand", () => {
  test.each(cases)("$op $dtype $attributes maps $input to $output", ({ op, attributes, dtype, input, output }) => {
    const operand = tensorOfType(`${dtype ?? "f64"}[${input.length}]`, input);
    const values = valuesOf(op, [operand], (attributes ?? {}) as never);
    expect(values.map((value, i) => nearly(value, output[i] ?? NaN))).toEqual(output);
  });

  test("every operator of one operand keeps dims and rounds once to the result's type", () => {
    for (const op of ["exp", "tanh", "sqrt", "sigmoid"] as const) {
      const inputs = [0.1, 0.7, 3.3, 5.9].map(Math.fround);
      const [single] = runOperator(op, [tensorOfType("f32[2,2]", inputs)], {});
      const double = valuesOf(op, [tensorOfType("f64[2,2]", inputs)], {});
      expect(single?.type.dims).toEqual([2, 2]);
      expect(Array.from(single?.data ?? [])).toEqual(double.map(Math.fround));
    }
  });

  test("half precision results are representable", () => {
    expect(valuesOf("reciprocal", [tensorOfType("f16[1]", [3])], {})).toEqual([0.333251953125]);
    expect(valuesOf("reciprocal", [tensorOfType("bf16[1]", [3])], {})).toEqual([0.333984375]);
  });

  test("an empty tensor stays empty", () => {
    expect(valuesOf("exp", [tensorOfType("f32[0,3]", [])], {})).toEqual([]);
  });

  test("log undoes exp, and each inverse function its function", () => {
    const x = [-2, -0.5, 0.25, 0.9];
    const pairs = [
      ["exp", "log"],
      ["sinh", "asinh"],
      ["tanh", "atanh"],
      ["sin", "asin"],
      ["tan", "atan"],
    ] as const;
    for (const [forth, back] of pairs) {
      const inputs = forth === "sin" || forth === "tan" ? x.slice(1) : x;
      const there = tensorOfType(
        `f64[${inputs.length}]`,
        valuesOf(forth, [tensorOfType(`f64[${inputs.length}]`, inputs)], {}),
      );
      for (const [i, value] of valuesOf(back, [there], {}).entries()) expect(value).toBeCloseTo(inputs[i] ?? NaN, 13);
    }
  });
});

describe("the error function", () => {
  /** Abramowitz and Stegun, Handbook of Mathematical Functions, table 7.1, and further digits of the same values. */
  const table: readonly (readonly [number, number])[] = [
    [0.1, 0.1124629160182849],
    [0.4, 0.4283923550466685],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2, 0.9953222650189527],
    [3, 0.9999779095030014],
    [4, 0.9999999845827421],
    [4.5, 0.9999999998033839],
    [6, 1],
  ];

  test.each(table)("erf(%d) = %d, and it is odd", (x, expected) => {
    const [positive = NaN, negative = NaN] = valuesOf("erf", [tensorOfType("f64[2]", [x, -x])], {});
    expect(Math.abs(positive - expected)).toBeLessThan(2e-16);
    expect(negative).toBe(-positive);
  });

  test("its ends and NaN", () => {
    expect(valuesOf("erf", [tensorOfType("f64[5]", [0, -0, inf, -inf, NaN])], {})).toEqual([0, -0, 1, -1, NaN]);
  });
});
