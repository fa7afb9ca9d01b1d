import { describe, expect, test } from "vitest";
import { scalar, tensor } from "../../../../ir/tensor.ts";
import { expectOperator, importOperator, type OperatorCase, opsOf } from "../../../support/onnx-operator.ts";

const inf = Infinity;

/** Every operator at the oldest and the newest opset where its form differs. */
const unary: readonly (readonly [
  opType: string,
  opsets: readonly number[],
  attributes?: OperatorCase["attributes"],
])[] = [
  ["Abs", [7, 21]],
  ["Asin", [7, 21]],
  ["Acos", [7]],
  ["Atan", [7]],
  ["Sin", [7]],
  ["Cos", [7]],
  ["Tan", [7]],
  ["Sinh", [9]],
  ["Cosh", [9]],
  ["Asinh", [9]],
  ["Atanh", [9]],
  ["Ceil", [7, 21]],
  ["Floor", [7, 21]],
  ["Round", [11, 21]],
  ["Exp", [7, 21]],
  ["Log", [7, 21]],
  ["Sqrt", [7, 21]],
  ["Erf", [9, 21]],
  ["Neg", [7, 21]],
  ["Reciprocal", [7, 21]],
  ["Sign", [9, 21]],
  ["Sigmoid", [7, 21]],
  ["Tanh", [7, 21]],
  ["Relu", [7, 14, 21]],
  ["HardSwish", [14, 21]],
  ["Mish", [18, 21]],
  ["Softplus", [7, 21]],
  ["Softsign", [7, 21]],
  ["IsNaN", [9, 20]],
  ["IsInf", [10, 20]],
  ["LeakyRelu", [7, 16]],
  ["LeakyRelu", [16], { alpha: { float: 0.3 } }],
  ["Elu", [7, 21]],
  ["Elu", [7], { alpha: { float: 2.5 } }],
  ["Selu", [7, 21]],
  ["Selu", [7], { alpha: { float: 2 }, gamma: { float: 1.5 } }],
  ["Celu", [12, 21]],
  ["Celu", [12], { alpha: { float: 0.5 } }],
  ["ThresholdedRelu", [10, 21]],
  ["ThresholdedRelu", [10], { alpha: { float: 0.25 } }],
  ["HardSigmoid", [7, 21]],
  ["HardSigmoid", [7], { alpha: { float: 0.5 }, beta: { float: 0.25 } }],
  ["Gelu", [20, 21]],
  ["Gelu", [20], { approximate: "tanh" }],
  ["Shrink", [9, 21]],
  ["Shrink", [9], { lambd: { float: 0.8 }, bias: { float: 0.3 } }],
];

describe("operators of one operand agree with ONNX Runtime", () => {
  const cases = unary.flatMap(([opType, opsets, attributes = {}]) =>
    opsets.map(opset => ({ opType, opset, attributes })),
  );
  test.each(cases)("$opType $opset $attributes", async ({ opType, opset, attributes }) => {
    await expectOperator({ opType, opset, operands: ["f32[3,5,7]"], attributes });
  });

  test("Acosh where it is defined", async () => {
    const elements = { 0: [1, 1.5, 2, 100, 1e6] };
    await expectOperator({ opType: "Acosh", opset: 9, operands: ["f32[5]"], elements });
  });

  test.each(["Relu", "Abs", "Neg", "Sign", "Floor", "Round", "IsNaN", "Sigmoid", "Tanh", "Softplus", "Erf", "Exp"])(
    "%s of NaN, infinities and signed zeros",
    async opType => {
      const elements = { 0: [NaN, inf, -inf, 0, -0, 0.5, 1.5, 2.5, -0.5] };
      await expectOperator({ opType, opset: 14, operands: ["f32[9]"], elements });
    },
  );

  test.each([{}, { detect_negative: 0 }, { detect_positive: 0 }])("IsInf with %o", async attributes => {
    const elements = { 0: [NaN, inf, -inf, 0] };
    await expectOperator({ opType: "IsInf", opset: 10, operands: ["f32[4]"], attributes, elements });
  });

  test.each([
    ["Abs", "int32"],
    ["Abs", "int8"],
    ["Neg", "int8"],
    ["Neg", "int64"],
    ["Sign", "int32"],
    ["Relu", "int8"],
    ["Relu", "int32"],
    ["BitwiseNot", "uint8"],
    ["BitwiseNot", "int32"],
    ["Not", "bool"],
  ])("%s of %s", async (opType, dtype) => {
    await expectOperator({ opType, opset: 18, operands: [`${dtype}[4,9]`] });
  });

  test("Sqrt, Exp and Sigmoid of f64", async () => {
    for (const opType of ["Sqrt", "Exp", "Sigmoid"])
      await expectOperator({ opType, opset: 13, operands: ["f64[3,4]"] });
  });
});

describe("operators of two operands agree with ONNX Runtime", () => {
  const shapes = [
    ["[2,3,4]", "[2,3,4]"],
    ["[2,1,4]", "[3,1]"],
    ["[]", "[5]"],
  ] as const;
  const cases: readonly (readonly [opType: string, opset: number, dtype: string])[] = [
    ["Add", 7, "f32"],
    ["Add", 14, "int8"],
    ["Add", 14, "int32"],
    ["Sub", 7, "f32"],
    ["Sub", 14, "int64"],
    ["Mul", 7, "f32"],
    ["Mul", 14, "uint8"],
    ["Mul", 7, "int64"],
    ["Div", 7, "f32"],
    ["Pow", 7, "f32"],
    ["PRelu", 7, "f32"],
    ["Equal", 7, "int32"],
    ["Equal", 11, "f32"],
    ["Equal", 7, "bool"],
    ["Less", 7, "f32"],
    ["Less", 9, "int32"],
    ["Greater", 7, "f32"],
    ["Greater", 9, "int64"],
    ["LessOrEqual", 12, "f32"],
    ["GreaterOrEqual", 16, "int32"],
    ["And", 7, "bool"],
    ["Or", 7, "bool"],
    ["Xor", 7, "bool"],
    ["BitwiseAnd", 18, "uint8"],
    ["BitwiseOr", 18, "int32"],
    ["BitwiseXor", 18, "int64"],
    ["Min", 8, "f32"],
    ["Max", 13, "int32"],
    ["Min", 12, "int64"],
    ["Max", 12, "uint8"],
    ["Sum", 8, "f32"],
    ["Mean", 13, "f32"],
  ];
  test.each(cases)("%s %d of %s, broadcasting", async (opType, opset, dtype) => {
    for (const [left, right] of shapes) {
      if (opType === "PRelu" && left === "[]") continue;
      const slope = opType === "PRelu" ? "[4]" : right;
      await expectOperator({ opType, opset, operands: [dtype + left, dtype + slope] });
    }
  });

  test("Div of integers truncates toward zero", async () => {
    const elements = { 0: [7, -7, 7, -7, 0], 1: [2, 2, -2, -2, 5] };
    for (const dtype of ["int32", "int64", "int8"])
      await expectOperator({ opType: "Div", opset: 14, operands: [`${dtype}[5]`, `${dtype}[5]`], elements });
  });

  test.each([{}, { fmod: 1 }])("Mod of integers with %o", async attributes => {
    const elements = { 0: [7, -7, 7, -7, 6], 1: [3, 3, -3, -3, -2] };
    for (const dtype of ["int32", "int64", "int8"])
      await expectOperator({
        opType: "Mod",
        opset: 13,
        operands: [`${dtype}[5]`, `${dtype}[5]`],
        attributes,
        elements,
      });
  });

  test("Mod of floats", async () => {
    const attributes = { fmod: 1 };
    const elements = { 0: [7.5, -7.5, 7.5, 1, inf], 1: [3, 3, -3, 0, 2] };
    await expectOperator({ opType: "Mod", opset: 10, operands: ["f32[5]", "f32[5]"], attributes, elements });
    expect(() => importOperator({ opType: "Mod", opset: 10, operands: ["f32[5]", "f32[5]"] })).toThrow(
      "floats need fmod=true",
    );
  });

  test("Min and Max pass NaN on, and comparisons do not hold for it", async () => {
    const elements = { 0: [NaN, 1, NaN, inf], 1: [1, NaN, NaN, -inf] };
    for (const opType of ["Min", "Max", "Equal", "Less", "Greater"])
      await expectOperator({ opType, opset: 13, operands: ["f32[4]", "f32[4]"], elements });
  });

  test.each(["LEFT", "RIGHT"])("BitShift %s", async direction => {
    const elements = { 0: [1, 3, 200, 255, 16], 1: [1, 7, 2, 0, 4] };
    for (const dtype of ["uint8", "uint32", "uint64"])
      await expectOperator({
        opType: "BitShift",
        opset: 11,
        operands: [`${dtype}[5]`, `${dtype}[5]`],
        attributes: { direction },
        elements,
      });
  });

  test("Pow with an exponent of another type", async () => {
    const pow = { opType: "Pow", opset: 13 };
    const elements = { 0: [2, 3, -2, 9, 0], 1: [3, 2, 3, 1, 0] };
    await expectOperator({ ...pow, operands: ["f32[5]", "int32[5]"], elements });
    await expectOperator({ ...pow, operands: ["f32[5]", "int64[5]"], elements });
    await expectOperator({ ...pow, operands: ["int32[5]", "int32[5]"], elements });
    const roots = { 0: [2, 9, 16, 5, 1], 1: [0.5, 0.5, 0.25, 2, -1] };
    await expectOperator({ ...pow, operands: ["int32[5]", "f32[5]"], elements: roots });
    const graph = await expectOperator({ ...pow, operands: ["f32[5]", scalar("f32", 2)] });
    expect(opsOf(graph)).toEqual(["pow"]);
  });

  test("Pow of special values is that of IEEE 754", async () => {
    const elements = { 0: [1, -1, 0, NaN, inf, 2], 1: [NaN, inf, -1, 0, -1, -inf] };
    await expectOperator({ opType: "Pow", opset: 7, operands: ["f32[6]", "f32[6]"], elements });
  });

  test("PRelu's slope per channel", async () => {
    await expectOperator({ opType: "PRelu", opset: 9, operands: ["f32[2,3,4,5]", "f32[3,1,1]"] });
    await expectOperator({ opType: "PRelu", opset: 16, operands: ["f32[2,3,4,5]", "f32[1,3,1,1]"] });
    expect(() => importOperator({ opType: "PRelu", opset: 9, operands: ["f32[3]", "f32[2,3]"] })).toThrow(
      "slope f32[2,3] does not broadcast to f32[3]",
    );
  });
});

describe("operators of many operands agree with ONNX Runtime", () => {
  test.each([
    ["Sum", 7, "f32"],
    ["Sum", 13, "f32"],
    ["Mean", 7, "f32"],
    ["Mean", 13, "f32"],
    ["Max", 7, "f32"],
    ["Max", 13, "f32"],
    ["Min", 13, "int32"],
  ])("%s %d of one, two and four of %s", async (opType, opset, dtype) => {
    for (const count of [1, 2, 4])
      await expectOperator({ opType, opset, operands: Array.from({ length: count }, () => `${dtype}[2,3]`) });
    if (opset < 8) return;
    await expectOperator({ opType, opset, operands: [`${dtype}[3]`, `${dtype}[2,1]`, `${dtype}[4,1,1]`] });
  });

  test("Where broadcasts all three", async () => {
    for (const opset of [9, 16])
      await expectOperator({ opType: "Where", opset, operands: ["bool[2,1,3]", "f32[4,1]", "f32[]"] });
    await expectOperator({ opType: "Where", opset: 9, operands: ["bool[3]", "int64[3]", "int64[2,3]"] });
  });
});

describe("Clip", () => {
  const operands = ["f32[3,7]"];
  test.each([{}, { min: { float: -0.5 } }, { max: { float: 0.25 } }, { min: { float: -0.5 }, max: { float: 0.5 } }])(
    "with attributes %o",
    async attributes => {
      for (const opset of [7, 10]) await expectOperator({ opType: "Clip", opset, operands, attributes });
    },
  );

  test("with operands, either of which may be left out", async () => {
    const [low, high] = [scalar("f32", -0.5), scalar("f32", 0.25)];
    for (const opset of [11, 13])
      for (const bounds of [[low, high], [low], ["", high], []]) {
        const graph = await expectOperator({ opType: "Clip", opset, operands: [...operands, ...bounds] });
        expect(opsOf(graph)).toEqual(["clip"]);
      }
  });

  test("with integers", async () => {
    for (const dtype of ["int32", "int64", "int8"] as const)
      await expectOperator({
        opType: "Clip",
        opset: 12,
        operands: [`${dtype}[4,5]`, scalar(dtype, -20), scalar(dtype, 30)],
      });
  });

  test("with bounds that are computed in the network", async () => {
    const elements = { 1: [-0.5], 2: [0.5] };
    const graph = await expectOperator({ opType: "Clip", opset: 13, operands: ["f32[9]", "f32[]", "f32[]"], elements });
    expect(opsOf(graph)).toEqual(["max", "min"]);
    await expectOperator({ opType: "Clip", opset: 13, operands: ["f32[9]", "", "f32[]"], elements: { 2: [0.5] } });
  });

  test("of f64 beyond the range of f32", async () => {
    const bounds = [scalar("f64", -1e39), scalar("f64", 1e39)];
    const elements = { 0: [2e39, -2e39, 1] };
    await expectOperator({ opType: "Clip", opset: 13, operands: ["f64[3]", ...bounds], elements });
  });

  test("NaN stays, and bounds at the ends of f32 are none", async () => {
    const elements = { 0: [NaN, 2, -2] };
    const largest = (2 - 2 ** -23) * 2 ** 127;
    const graph = await expectOperator({
      opType: "Clip",
      opset: 7,
      operands: ["f32[3]"],
      attributes: { min: { float: 0 }, max: { float: largest } },
      elements,
    });
    expect(graph.nodes[0]?.attributes).toEqual({ min: 0, max: Infinity });
  });
});

describe("Cast and CastLike", () => {
  const codes = { f32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, f16: 10, f64: 11 } as const;
  /** Whole numbers out of range are left out: there the C++ standard, and so ONNX Runtime, promises nothing. */
  const values = [0, -0.9, 0.9, 1.5, 2.5, 100.99, -100.99];
  test.each(Object.entries(codes))("from f32 to %s", async (_, to) => {
    const elements = { 0: to === codes.uint8 ? values.map(Math.abs) : values };
    for (const opset of [7, 13, 21])
      await expectOperator({ opType: "Cast", opset, operands: ["f32[7]"], attributes: { to }, elements });
  });

  test.each([
    ["int32", codes.int8],
    ["int32", codes.uint8],
    ["int64", codes.int32],
    ["uint8", codes.int8],
    ["int32", codes.bool],
    ["bool", codes.f32],
    ["bool", codes.int64],
    ["int64", codes.f16],
  ] as const)("from %s to %s", async (dtype, to) => {
    const elements = { 0: dtype === "bool" ? [0, 1, 1] : dtype === "uint8" ? [0, 127, 200] : [0, -1, 300] };
    await expectOperator({ opType: "Cast", opset: 13, operands: [`${dtype}[3]`], attributes: { to }, elements });
  });

  test("to the same type nothing is left of it", () => {
    const graph = importOperator({ opType: "Cast", opset: 13, operands: ["f32[3]"], attributes: { to: codes.f32 } });
    expect(graph.nodes).toEqual([]);
  });

  test("to text is refused", () => {
    const cast = { opType: "Cast", opset: 13, operands: ["f32[3]"], attributes: { to: 8 } };
    expect(() => importOperator(cast)).toThrow("it casts to string, which the graph IR does not have");
  });

  test("CastLike", async () => {
    for (const opset of [15, 19])
      await expectOperator({ opType: "CastLike", opset, operands: ["f32[3,4]", "int32[1]"] });
  });
});

describe("what a converter refuses", () => {
  test.each([
    [
      { opType: "Gelu", opset: 20, operands: ["f32[3]"], attributes: { approximate: "erf" } },
      "its attribute approximate is erf",
    ],
    [
      { opType: "BitShift", opset: 11, operands: ["uint8[3]", "uint8[3]"], attributes: { direction: "UP" } },
      "its attribute direction is UP",
    ],
    [
      { opType: "BitShift", opset: 11, operands: ["int8[3]", "int8[3]"], attributes: { direction: "LEFT" } },
      "takes unsigned integer operands",
    ],
    [{ opType: "Sqrt", opset: 13, operands: ["int32[3]"] }, "sqrt takes float operands, found int32[3]"],
    [{ opType: "Add", opset: 13, operands: ["f32[3]", "f32[4]"] }, "do not broadcast"],
    [{ opType: "Add", opset: 13, operands: ["f32[3]", "int32[3]"] }, "operands differ in type"],
    [{ opType: "Clip", opset: 13, operands: ["f32[3]", tensor("f32", [2], [0, 1])] }, "must be a single number"],
  ] as const)("%o", (operator, message) => {
    expect(() => importOperator(operator)).toThrow(message);
  });
});
