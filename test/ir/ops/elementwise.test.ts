import { describe, expect, test } from "vitest";
import { type AttributeValue, withDefaults } from "../../../ir/attributes.ts";
import { opDef, type OpName } from "../../../ir/ops/index.ts";
import { faultsOf, inferredTypes, typeOf, workOf } from "../../support/operators.ts";

type Given = Readonly<Record<string, AttributeValue>>;

/** Scalar operations of the formula in each summary, counted by hand. */
const operations: Readonly<Partial<Record<OpName, number>>> = {
  relu: 1, // max
  leaky_relu: 2, // compare, ·
  elu: 4, // compare, exp, -, ·
  selu: 5, // compare, exp, -, ·, ·
  celu: 7, // max, /, exp, -, ·, min, +
  thresholded_relu: 1,
  clip: 2,
  sigmoid: 4, // negate, exp, +, /
  hard_sigmoid: 4, // ·, +, min, max
  hard_swish: 5, // /, +, min, max, ·
  silu: 4, // negate, exp, +, /
  mish: 5, // exp, +, log, tanh, ·
  softplus: 3,
  softsign: 3,
  tanh: 1,
  exp: 1,
  log: 1,
  sqrt: 1,
  reciprocal: 1,
  neg: 1,
  abs: 1,
  floor: 1,
  ceil: 1,
  round: 1,
  sign: 1,
  erf: 1,
  sin: 1,
  cos: 1,
  tan: 1,
  asin: 1,
  acos: 1,
  atan: 1,
  sinh: 1,
  cosh: 1,
  asinh: 1,
  acosh: 1,
  atanh: 1,
  is_nan: 1,
  is_inf: 1,
};

describe("elementwise operators of one operand", () => {
  test.each(Object.entries(operations) as [OpName, number][])("%s costs %d per element", (op, perElement) => {
    expect(workOf(op, ["f32[2,3]"], {} as never)).toEqual({ macs: 0, vectorOperations: 6 * perElement });
  });

  test("gelu costs by its formula", () => {
    expect(workOf("gelu", ["f32[10]"], {}).vectorOperations).toBe(50);
    expect(workOf("gelu", ["f32[10]"], { approximate: "tanh" }).vectorOperations).toBe(90);
  });

  test("the result has the operand's type, that of a question is bool", () => {
    expect(inferredTypes("exp", ["f16[2,3]"], {})).toEqual([typeOf("f16[2,3]")]);
    expect(inferredTypes("abs", ["int4[2]"], {})).toEqual([typeOf("int4[2]")]);
    expect(inferredTypes("not", ["bool[2]"], {})).toEqual([typeOf("bool[2]")]);
    expect(inferredTypes("is_nan", ["f32[2]"], {})).toEqual([typeOf("bool[2]")]);
    expect(inferredTypes("is_inf", ["f32[]"], {})).toEqual([typeOf("bool[]")]);
  });

  test.each([
    ["exp", "int32[2]", "exp takes float operands, found int32[2]"],
    ["relu", "bool[2]", "relu takes numeric operands, found bool[2]"],
    ["not", "f32[2]", "not takes bool or integer operands, found f32[2]"],
  ] as const)("%s of %s: %s", (op, operand, fault) => {
    expect(faultsOf(op, [operand], {})).toEqual([fault]);
  });

  test("bounds that are no numbers", () => {
    expect(faultsOf("clip", ["f32[2]"], { min: NaN })).toEqual(["bounds must be numbers, found NaN and Infinity"]);
  });
});

describe("defaults", () => {
  const defaults: readonly (readonly [OpName, Given])[] = [
    ["leaky_relu", { alpha: 0.01 }],
    ["elu", { alpha: 1 }],
    ["celu", { alpha: 1 }],
    ["selu", { alpha: Math.fround(1.6732632423543772), gamma: Math.fround(1.0507009873554805) }],
    ["thresholded_relu", { alpha: 1 }],
    ["hard_sigmoid", { alpha: 0.2, beta: 0.5 }],
    ["clip", { min: -Infinity, max: Infinity }],
    ["gelu", { approximate: "none" }],
    ["is_inf", { detect_negative: true, detect_positive: true }],
    ["mod", { fmod: false }],
    ["bit_shift", { direction: "left" }],
  ];
  test.each(defaults)("%s has the defaults of its ONNX operator: %o", (op, expected) => {
    expect(withDefaults(opDef(op).attributes, {})).toEqual(expected);
  });
});

describe("elementwise operators of two operands", () => {
  const numeric = ["add", "sub", "mul", "div", "pow", "min", "max"] as const;
  const questions = ["equal", "less", "less_or_equal", "greater", "greater_or_equal"] as const;
  const logical = ["and", "or", "xor"] as const;

  test.each(numeric)("%s broadcasts, keeps the type and costs one operation per result", op => {
    expect(inferredTypes(op, ["f32[2,1,4]", "f32[3,1]"], {})).toEqual([typeOf("f32[2,3,4]")]);
    expect(inferredTypes(op, ["int8[]", "int8[0,2]"], {})).toEqual([typeOf("int8[0,2]")]);
    expect(workOf(op, ["f32[2,1,4]", "f32[3,1]"], {}).vectorOperations).toBe(24);
  });

  test.each(questions)("%s gives bool", op => {
    expect(inferredTypes(op, ["f32[2,1]", "f32[3]"], {})).toEqual([typeOf("bool[2,3]")]);
    expect(workOf(op, ["int32[5]", "int32[5]"], {}).vectorOperations).toBe(5);
  });

  test.each(logical)("%s takes bools and integers", op => {
    expect(inferredTypes(op, ["bool[2]", "bool[1]"], {})).toEqual([typeOf("bool[2]")]);
    expect(inferredTypes(op, ["uint8[2]", "uint8[1]"], {})).toEqual([typeOf("uint8[2]")]);
    expect(faultsOf(op, ["f32[2]", "f32[2]"], {})).toHaveLength(2);
  });

  const cases: readonly (readonly [OpName, readonly string[], Given, readonly string[]])[] = [
    ["add", ["f32[2]", "f32[3]"], {}, ["shapes f32[2] and f32[3] do not broadcast"]],
    ["add", ["f32[2]", "f16[2]"], {}, ["operands differ in type: f32[2] and f16[2]"]],
    ["add", ["f32[2]"], {}, ["takes operands (left, right), found 1"]],
    ["less", ["bool[2]", "bool[2]"], {}, Array.from({ length: 2 }, () => "less takes numeric operands, found bool[2]")],
    ["equal", ["bool[2]", "bool[2]"], {}, []],
    ["mod", ["f32[2]", "f32[2]"], {}, ["floats need fmod=true"]],
    ["mod", ["f32[2]", "f32[2]"], { fmod: true }, []],
    ["mod", ["int32[2]", "int32[2]"], {}, []],
    ["prelu", ["f32[2,3]", "f32[3]"], {}, []],
    ["prelu", ["f32[3]", "f32[2,3]"], {}, ["slope f32[2,3] does not broadcast to f32[3]"]],
    ["bit_shift", ["uint8[2]", "uint8[2]"], {}, []],
    [
      "bit_shift",
      ["int8[2]", "uint8[2]"],
      {},
      ["bit_shift takes unsigned integer operands, found int8[2]", "operands differ in type: int8[2] and uint8[2]"],
    ],
    [
      "bit_shift",
      ["uint8[2]", "uint8[2]"],
      { direction: "up" },
      ['attribute direction must be left or right, found "up"'],
    ],
    ["where", ["bool[2]", "f32[2]", "f32[1]"], {}, []],
    [
      "where",
      ["f32[2]", "f32[2]", "int8[3]"],
      {},
      [
        "condition must be bool, found f32[2]",
        "branches differ in type: f32[2] and int8[3]",
        "shapes f32[2], f32[2], int8[3] do not broadcast",
      ],
    ],
  ];
  test.each(cases)("%s of %j with %o", (op, operands, attributes, faults) => {
    expect(faultsOf(op, operands, attributes as never)).toEqual(faults);
  });

  test("logic, remainders and shifts cost one operation per result, prelu two", () => {
    for (const op of [...logical, "mod", "bit_shift"] as const)
      expect(workOf(op, ["uint8[2,1]", "uint8[3]"], {}).vectorOperations).toBe(6);
    expect(workOf("not", ["bool[5]"], {}).vectorOperations).toBe(5);
    expect(workOf("prelu", ["f32[2,3]", "f32[1]"], {}).vectorOperations).toBe(12);
  });

  test("where costs one choice per result", () => {
    expect(workOf("where", ["bool[2,1]", "f32[3]", "f32[]"], {}).vectorOperations).toBe(6);
  });
});
