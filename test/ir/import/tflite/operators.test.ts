/** Operators other than convolutions, on figures computed by hand, and what becomes of layouts. */
import { describe, expect, test } from "vitest";
import { importTflite } from "../../../../ir/import/tflite/import-tflite.ts";
import { tensor, type Tensor } from "../../../../ir/tensor.ts";
import { tfliteModel, type TestOperator, type TestTensor } from "../../../support/tflite-model.ts";
import { runCase, type TestOperand, type TfliteCase } from "../../../support/tflite-operator.ts";

const real = (dims: readonly number[], values: readonly number[]): TestOperand => ({
  tensor: tensor("f32", dims, values),
});
const ints = (dims: readonly number[], values: readonly number[]): TestOperand => ({
  tensor: tensor("int32", dims, values),
  isConstant: true,
});

interface Row extends Omit<TfliteCase, "results"> {
  readonly gives: readonly Tensor[];
}

const f32 = (dims: readonly number[], values: readonly number[]): Tensor => tensor("f32", dims, values);

const rows: readonly Row[] = [
  {
    opType: "ADD",
    operands: [real([2, 2], [1, 2, 3, 4]), real([2], [10, 20])],
    gives: [f32([2, 2], [11, 22, 13, 24])],
  },
  {
    opType: "SUB",
    operands: [real([2], [1, 9]), real([], [2])],
    options: { type: 28, fields: [[0, "byte", 1]] },
    gives: [f32([2], [0, 7])],
  },
  { opType: "MUL", operands: [real([2], [3, -4]), real([2], [2, 2])], gives: [f32([2], [6, -8])] },
  { opType: "DIV", operands: [real([2], [3, -4]), real([2], [2, 4])], gives: [f32([2], [1.5, -1])] },
  { opType: "SQUARED_DIFFERENCE", operands: [real([2], [3, -4]), real([2], [2, 4])], gives: [f32([2], [1, 64])] },
  { opType: "RSQRT", operands: [real([2], [4, 0.25])], gives: [f32([2], [0.5, 2])] },
  { opType: "FLOOR_DIV", operands: [real([2], [-7, 7]), real([], [2])], gives: [f32([2], [-4, 3])] },
  { opType: "FLOOR_MOD", operands: [real([2], [-7, 7]), real([], [3])], gives: [f32([2], [2, 1])] },
  { opType: "RELU6", operands: [real([3], [-1, 3, 9])], gives: [f32([3], [0, 3, 6])] },
  { opType: "RELU_N1_TO_1", operands: [real([3], [-2, 0.5, 9])], gives: [f32([3], [-1, 0.5, 1])] },
  {
    opType: "LEAKY_RELU",
    operands: [real([2], [-2, 3])],
    options: { type: 75, fields: [[0, "float", 0.5]] },
    gives: [f32([2], [-1, 3])],
  },
  { opType: "LOGISTIC", operands: [real([1], [0])], gives: [f32([1], [0.5])] },
  {
    opType: "SOFTMAX",
    operands: [real([1, 2], [0, Math.log(3)])],
    options: { type: 9, fields: [[0, "float", 1]] },
    gives: [f32([1, 2], [0.25, 0.75])],
  },
  {
    opType: "SOFTMAX",
    operands: [real([1, 2], [0, Math.log(3)])],
    options: { type: 9, fields: [[0, "float", 2]] },
    gives: [f32([1, 2], [0.1, 0.9])],
  },
  {
    opType: "RESHAPE",
    operands: [real([2, 3], [1, 2, 3, 4, 5, 6]), ints([2], [3, -1])],
    gives: [f32([3, 2], [1, 2, 3, 4, 5, 6])],
  },
  {
    opType: "TRANSPOSE",
    operands: [real([2, 2], [1, 2, 3, 4]), ints([2], [1, 0])],
    gives: [f32([2, 2], [1, 3, 2, 4])],
  },
  {
    opType: "CONCATENATION",
    operands: [real([1, 2], [1, 2]), real([1, 1], [3])],
    options: { type: 10, fields: [[0, "int", -1]] },
    gives: [f32([1, 3], [1, 2, 3])],
  },
  {
    opType: "PAD",
    operands: [real([1, 2], [1, 2]), ints([2, 2], [0, 1, 1, 0])],
    gives: [f32([2, 3], [0, 1, 2, 0, 0, 0])],
  },
  {
    opType: "MIRROR_PAD",
    operands: [real([3], [1, 2, 3]), ints([1, 2], [2, 1])],
    gives: [f32([6], [3, 2, 1, 2, 3, 2])],
  },
  {
    opType: "MEAN",
    operands: [real([1, 2, 2, 1], [1, 2, 3, 6]), ints([2], [1, 2])],
    gives: [f32([1, 1], [3])],
  },
  {
    opType: "REDUCE_MAX",
    operands: [real([2, 2], [1, 5, 3, 2]), ints([1], [-1])],
    options: { type: 27, fields: [[0, "byte", 1]] },
    gives: [f32([2, 1], [5, 3])],
  },
  { opType: "ARG_MAX", operands: [real([2, 2], [1, 5, 3, 2]), ints([], [1])], gives: [tensor("int32", [2], [1, 0])] },
  {
    opType: "RESIZE_NEAREST_NEIGHBOR",
    operands: [real([1, 1, 2, 1], [1, 2]), ints([2], [1, 4])],
    gives: [f32([1, 1, 4, 1], [1, 1, 2, 2])],
  },
  {
    opType: "RESIZE_BILINEAR",
    operands: [real([1, 1, 2, 1], [1, 3]), ints([2], [1, 4])],
    options: { type: 15, fields: [[3, "byte", 1]] },
    gives: [f32([1, 1, 4, 1], [1, 1.5, 2.5, 3])],
  },
  {
    opType: "RESIZE_BILINEAR",
    operands: [real([1, 1, 2, 1], [1, 3]), ints([2], [1, 3])],
    options: { type: 15, fields: [[2, "byte", 1]] },
    gives: [f32([1, 1, 3, 1], [1, 2, 3])],
  },
  {
    opType: "RESIZE_BILINEAR",
    operands: [real([1, 1, 2, 1], [1, 3]), ints([2], [1, 4])],
    gives: [f32([1, 1, 4, 1], [1, 2, 3, 3])],
  },
  {
    opType: "SLICE",
    operands: [real([2, 3], [1, 2, 3, 4, 5, 6]), ints([2], [1, 0]), ints([2], [1, -1])],
    gives: [f32([1, 3], [4, 5, 6])],
  },
  {
    opType: "STRIDED_SLICE",
    operands: [real([5], [1, 2, 3, 4, 5]), ints([1], [-1]), ints([1], [0]), ints([1], [-2])],
    gives: [f32([2], [5, 3])],
  },
  {
    opType: "STRIDED_SLICE",
    // x[..., newaxis, 1:, 0]
    operands: [
      real([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]),
      ints([4], [0, 0, 1, 0]),
      ints([4], [0, 0, 9, 1]),
      ints([4], [1, 1, 1, 1]),
    ],
    options: {
      type: 32,
      fields: [
        [2, "int", 1],
        [3, "int", 2],
        [4, "int", 8],
      ],
    },
    gives: [f32([2, 1, 1], [3, 7])],
  },
  {
    opType: "SPLIT",
    operands: [ints([], [1]), real([1, 4], [1, 2, 3, 4])],
    options: { type: 35, fields: [[0, "int", 2]] },
    gives: [f32([1, 2], [1, 2]), f32([1, 2], [3, 4])],
  },
  {
    opType: "SPLIT_V",
    operands: [real([1, 4], [1, 2, 3, 4]), ints([2], [1, -1]), ints([], [1])],
    gives: [f32([1, 1], [1]), f32([1, 3], [2, 3, 4])],
  },
  {
    opType: "PACK",
    operands: [real([2], [1, 2]), real([2], [3, 4])],
    options: { type: 59, fields: [[1, "int", 1]] },
    gives: [f32([2, 2], [1, 3, 2, 4])],
  },
  {
    opType: "UNPACK",
    operands: [real([2, 2], [1, 2, 3, 4])],
    options: {
      type: 64,
      fields: [
        [0, "int", 2],
        [1, "int", 1],
      ],
    },
    gives: [f32([2], [1, 3]), f32([2], [2, 4])],
  },
  { opType: "REVERSE_V2", operands: [real([3], [1, 2, 3]), ints([1], [0])], gives: [f32([3], [3, 2, 1])] },
  { opType: "TILE", operands: [real([1, 2], [1, 2]), ints([2], [2, 1])], gives: [f32([2, 2], [1, 2, 1, 2])] },
  {
    opType: "GATHER",
    operands: [real([3, 1], [1, 2, 3]), ints([2], [2, 0])],
    gives: [f32([2, 1], [3, 1])],
  },
  {
    opType: "DEPTH_TO_SPACE",
    operands: [real([1, 1, 1, 4], [1, 2, 3, 4])],
    options: { type: 94, fields: [[0, "int", 2]] },
    gives: [f32([1, 2, 2, 1], [1, 2, 3, 4])],
  },
  {
    opType: "SPACE_TO_DEPTH",
    operands: [real([1, 2, 2, 1], [1, 2, 3, 4])],
    options: { type: 19, fields: [[0, "int", 2]] },
    gives: [f32([1, 1, 1, 4], [1, 2, 3, 4])],
  },
  {
    opType: "SPACE_TO_BATCH_ND",
    operands: [real([1, 2, 2, 1], [1, 2, 3, 4]), ints([2], [2, 2]), ints([2, 2], [0, 0, 0, 0])],
    gives: [f32([4, 1, 1, 1], [1, 2, 3, 4])],
  },
  {
    opType: "BATCH_TO_SPACE_ND",
    operands: [real([4, 1, 1, 1], [1, 2, 3, 4]), ints([2], [2, 2]), ints([2, 2], [0, 0, 0, 1])],
    gives: [f32([1, 2, 1, 1], [1, 3])],
  },
  {
    opType: "TOPK_V2",
    operands: [real([1, 3], [2, 9, 5]), ints([], [2])],
    gives: [f32([1, 2], [9, 5]), tensor("int32", [1, 2], [1, 2])],
  },
  {
    opType: "SELECT",
    operands: [{ tensor: tensor("bool", [2], [1, 0]) }, real([2, 1], [1, 2]), real([2, 1], [3, 4])],
    gives: [f32([2, 1], [1, 4])],
  },
  {
    opType: "BATCH_MATMUL",
    operands: [real([1, 2], [1, 2]), real([1, 2], [3, 4])],
    options: { type: 101, fields: [[1, "byte", 1]] },
    gives: [f32([1, 1], [11])],
  },
  {
    opType: "FULLY_CONNECTED",
    operands: [real([1, 1, 2], [1, 2]), { ...real([2, 2], [1, 0, 1, 1]), isConstant: true }],
    gives: [f32([1, 2], [1, 3])],
  },
  {
    opType: "L2_NORMALIZATION",
    operands: [real([1, 2], [3, 4])],
    gives: [f32([1, 2], [0.6, 0.8])],
  },
  {
    // 1 / (1 + 2 · (1² + 2²)) and 2 / (1 + 2 · (1² + 2²)): the sum of squares is not divided by the size.
    opType: "LOCAL_RESPONSE_NORMALIZATION",
    operands: [real([1, 1, 1, 2], [1, 2])],
    options: {
      type: 13,
      fields: [
        [0, "int", 1],
        [1, "float", 1],
        [2, "float", 2],
        [3, "float", 1],
      ],
    },
    gives: [f32([1, 1, 1, 2], [1 / 11, 2 / 11])],
  },
  {
    opType: "PRELU",
    operands: [real([1, 1, 2, 2], [-1, -1, 1, 1]), { ...real([1, 1, 2], [0.5, 2]), isConstant: true }],
    gives: [f32([1, 1, 2, 2], [-0.5, -2, 1, 1])],
  },
  { opType: "SHAPE", operands: [real([2, 3], [1, 2, 3, 4, 5, 6])], gives: [tensor("int32", [2], [2, 3])] },
  {
    opType: "ONE_HOT",
    operands: [
      { tensor: tensor("int32", [2], [1, 0]) },
      ints([], [2]),
      { ...real([], [5]), isConstant: true },
      { ...real([], [-5]), isConstant: true },
    ],
    options: { type: 61, fields: [[0, "int", -1]] },
    gives: [f32([2, 2], [-5, 5, 5, -5])],
  },
  {
    opType: "CUMSUM",
    operands: [real([3], [1, 2, 3]), ints([], [0])],
    options: { type: 102, fields: [[0, "byte", 1]] },
    gives: [f32([3], [0, 1, 3])],
  },
  { opType: "CAST", operands: [real([2], [1.7, -1.7])], gives: [tensor("int32", [2], [1, -1])] },
  { opType: "NOT_EQUAL", operands: [real([2], [1, 2]), real([2], [1, 3])], gives: [tensor("bool", [2], [0, 1])] },
];

test.each(rows)("$opType", ({ gives, ...operator }) => {
  const found = runCase({ ...operator, results: gives.map(({ type }) => ({ type })) });
  expect(found.map(({ type }) => type)).toEqual(gives.map(({ type }) => type));
  for (const [i, { data }] of gives.entries())
    for (const [j, value] of data.entries())
      expect(found[i]?.data[j], `element ${j} of result ${i}`).toBeCloseTo(value, 6);
});

describe("layouts", () => {
  const convolution = (input: string, output: string): TestOperator => ({
    opType: "CONV_2D",
    inputs: [input, "weight"],
    outputs: [output],
    options: {
      type: 1,
      fields: [
        [1, "int", 1],
        [2, "int", 1],
      ],
    },
  });
  const image: TestTensor = { dtype: "f32", dims: [1, 4, 4, 2] };
  const weight: TestTensor = { dtype: "f32", dims: [2, 1, 1, 2], data: new Float32Array(4) };
  const opsOf = (operators: readonly TestOperator[], extra: Readonly<Record<string, TestTensor>> = {}): string[] => {
    const made = operators.flatMap(({ outputs }) => outputs);
    const tensors = { x: image, weight, ...Object.fromEntries(made.map(name => [name, image])), ...extra };
    const bytes = tfliteModel({ tensors, operators, inputs: ["x"], outputs: made.slice(-1) });
    return importTflite(bytes).graph.nodes.map(({ op }) => op);
  };

  test("everything between two convolutions works on channels where they are", () => {
    const vector: TestTensor = { dtype: "f32", dims: [2], data: new Float32Array(2) };
    const amounts: TestTensor = { dtype: "int32", dims: [4, 2], data: new Int32Array(8).fill(1, 2, 6) };
    const operators: readonly TestOperator[] = [
      { opType: "MUL", inputs: ["x", "vector"], outputs: ["a"] },
      convolution("a", "b"),
      { opType: "ADD", inputs: ["b", "x"], outputs: ["c"] },
      { opType: "PAD", inputs: ["c", "amounts"], outputs: ["d"] },
      { opType: "CONCATENATION", inputs: ["d", "d"], outputs: ["e"], options: { type: 10, fields: [[0, "int", 2]] } },
      convolution("e", "f"),
    ];
    const extra = {
      vector,
      amounts,
      d: { ...image, dims: [1, 6, 6, 2] },
      e: { ...image, dims: [1, 6, 12, 2] },
      f: { ...image, dims: [1, 6, 12, 2] },
    };
    expect(opsOf(operators, extra)).toEqual(["mul", "conv2d", "add", "pad", "concat", "conv2d"]);
  });

  test("an image that comes with its channels first is taken so", () => {
    const permutation: TestTensor = { dtype: "int32", dims: [4], data: Int32Array.of(0, 2, 3, 1) };
    const operators: readonly TestOperator[] = [
      { opType: "TRANSPOSE", inputs: ["x", "permutation"], outputs: ["a"] },
      convolution("a", "b"),
    ];
    const extra = { permutation, x: { ...image, dims: [1, 2, 4, 4] } };
    expect(opsOf(operators, extra)).toEqual(["conv2d"]);
  });

  test("flattening an image of one pixel moves nothing, of more it does", () => {
    const flatten = (dims: readonly number[], count: number): string[] => {
      const shape: TestTensor = { dtype: "int32", dims: [2], data: Int32Array.of(1, count) };
      const operators: readonly TestOperator[] = [
        convolution("x", "a"),
        { opType: "RESHAPE", inputs: ["a", "shape"], outputs: ["b"] },
      ];
      return opsOf(operators, {
        shape,
        x: { ...image, dims },
        a: { ...image, dims },
        b: { ...image, dims: [1, count] },
      });
    };
    expect(flatten([1, 1, 1, 2], 2)).toEqual(["conv2d", "reshape"]);
    expect(flatten([1, 2, 1, 2], 4)).toEqual(["conv2d", "transpose", "reshape"]);
  });
});
