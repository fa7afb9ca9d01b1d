/** Integer models: every expected code is computed by hand from real = scale · (code − zero point). */
import { describe, expect, test } from "vitest";
import { tensor, type Tensor } from "../../../../ir/tensor.ts";
import { importCase, runCase, type TfliteCase } from "../../../support/tflite-operator.ts";

const opsOf = (operator: TfliteCase): string[] => importCase(operator).graph.nodes.map(({ op }) => op);
const codes = (found: Tensor | undefined): number[] => [...(found?.data ?? [])];

/** 1×1 convolution of two pixels of one channel with two filters. */
const convolution = (activation: number, weightScales: readonly number[]): TfliteCase => ({
  opType: "CONV_2D",
  operands: [
    // Reals 1 and -2.
    { tensor: tensor("int8", [1, 1, 2, 1], [5, -1]), quantization: { scales: [0.5], zeroPoints: [3] } },
    {
      tensor: tensor("int8", [2, 1, 1, 1], [4, -8]),
      quantization: { scales: weightScales, zeroPoints: weightScales.map(() => 0) },
      isConstant: true,
    },
    { tensor: tensor("int32", [2], [2, 0]), isConstant: true },
  ],
  options: {
    type: 1,
    fields: [
      [1, "int", 1],
      [2, "int", 1],
      [3, "byte", activation],
    ],
  },
  results: [{ type: { dtype: "int8", dims: [1, 1, 2, 2] }, quantization: { scales: [0.25], zeroPoints: [-10] } }],
});

describe("CONV_2D of codes", () => {
  test("one scale for all filters", () => {
    // Accumulators 2·4+2 = 10, 2·-8 = -16, -4·4+2 = -14, -4·-8 = 32; times 0.5·0.25/0.25 = 0.5.
    expect(codes(runCase(convolution(0, [0.25]))[0])).toEqual([5 - 10, -8 - 10, -7 - 10, 16 - 10]);
    expect(opsOf(convolution(0, [0.25]))).toEqual(["conv2d_integer", "requantize"]);
  });

  test("a scale for each filter", () => {
    // The second filter's accumulators times 0.5·0.125/0.25 = 0.25.
    expect(codes(runCase(convolution(0, [0.25, 0.125]))[0])).toEqual([-5, -4 - 10, -17, 8 - 10]);
  });

  test("a fused activation bounds the codes: real 0 is code -10", () => {
    expect(codes(runCase(convolution(1, [0.25]))[0])).toEqual([-5, -10, -10, 6]);
    // Real 1 is code -6.
    expect(codes(runCase(convolution(2, [0.25]))[0])).toEqual([-6, -14, -14, -6]);
  });

  test("an activation that the range of codes implies adds nothing", () => {
    const operator = convolution(1, [0.25]);
    const quantization = { scales: [0.25], zeroPoints: [-128] };
    const results = operator.results.map(result => ({ ...result, quantization }));
    expect(opsOf({ ...operator, results })).toEqual(["conv2d_integer", "requantize"]);
  });

  test("padding adds the zero point's code, which is real 0", () => {
    const operator: TfliteCase = {
      ...convolution(0, [0.25]),
      operands: [
        { tensor: tensor("int8", [1, 1, 1, 1], [5]), quantization: { scales: [0.5], zeroPoints: [3] } },
        {
          tensor: tensor("int8", [1, 1, 3, 1], [100, 4, 100]),
          quantization: { scales: [0.25], zeroPoints: [0] },
          isConstant: true,
        },
      ],
      results: [{ type: { dtype: "int8", dims: [1, 1, 1, 1] }, quantization: { scales: [0.25], zeroPoints: [0] } }],
    };
    expect(codes(runCase(operator)[0])).toEqual([4]);
  });

  test("unsigned codes with a zero point in the weights too", () => {
    const [found] = runCase({
      ...convolution(0, [0.25]),
      operands: [
        { tensor: tensor("uint8", [1, 1, 1, 1], [130]), quantization: { scales: [1], zeroPoints: [128] } },
        {
          tensor: tensor("uint8", [1, 1, 1, 1], [7]),
          quantization: { scales: [1], zeroPoints: [10] },
          isConstant: true,
        },
      ],
      results: [{ type: { dtype: "uint8", dims: [1, 1, 1, 1] }, quantization: { scales: [1], zeroPoints: [100] } }],
    });
    expect(codes(found)).toEqual([94]);
  });

  test("float activations over integer weights (hybrid): the weights are dequantized", () => {
    const operator: TfliteCase = {
      ...convolution(0, [0.25]),
      operands: [
        { tensor: tensor("f32", [1, 1, 2, 1], [1, -2]) },
        {
          tensor: tensor("int8", [2, 1, 1, 1], [4, -8]),
          quantization: { scales: [0.25, 0.5], zeroPoints: [0, 0] },
          isConstant: true,
        },
      ],
      results: [{ type: { dtype: "f32", dims: [1, 1, 2, 2] } }],
    };
    expect(codes(runCase(operator)[0])).toEqual([1, -4, -2, 8]);
    expect(opsOf(operator)).toEqual(["dequantize", "conv2d"]);
  });
});

test("FULLY_CONNECTED of codes: weights are [columns, depth]", () => {
  const operator: TfliteCase = {
    opType: "FULLY_CONNECTED",
    operands: [
      { tensor: tensor("int8", [1, 2], [5, -1]), quantization: { scales: [0.5], zeroPoints: [3] } },
      {
        tensor: tensor("int8", [3, 2], [1, 0, 0, 1, 2, 2]),
        quantization: { scales: [1], zeroPoints: [0] },
        isConstant: true,
      },
      { tensor: tensor("int32", [3], [0, 0, 10]), isConstant: true },
    ],
    results: [{ type: { dtype: "int8", dims: [1, 3] }, quantization: { scales: [0.5], zeroPoints: [1] } }],
  };
  expect(codes(runCase(operator)[0])).toEqual([2 + 1, -4 + 1, 6 + 1]);
  expect(opsOf(operator)).toEqual(["matmul_integer", "requantize"]);
});

test("ADD of codes of different scales computes with what they stand for", () => {
  const [found] = runCase({
    opType: "ADD",
    operands: [
      { tensor: tensor("int8", [3], [10, -10, 127]), quantization: { scales: [0.5], zeroPoints: [0] } },
      { tensor: tensor("int8", [3], [4, 5, 127]), quantization: { scales: [0.25], zeroPoints: [1] } },
    ],
    results: [{ type: { dtype: "int8", dims: [3] }, quantization: { scales: [0.5], zeroPoints: [-2] } }],
  });
  // 5 + 0.75, -5 + 1, 63.5 + 31.5: halves round to even, and the last saturates.
  expect(codes(found)).toEqual([12 - 2, -8 - 2, 127]);
});

describe("movement of codes", () => {
  const same = { scales: [0.5], zeroPoints: [7] };
  const pad = (quantization: typeof same): TfliteCase => ({
    opType: "PAD",
    operands: [
      { tensor: tensor("int8", [2], [1, 2]), quantization: same },
      { tensor: tensor("int32", [1, 2], [1, 0]), isConstant: true },
    ],
    results: [{ type: { dtype: "int8", dims: [3] }, quantization }],
  });

  test("within one scale, codes move as they are; padding is the code of real 0", () => {
    expect(codes(runCase(pad(same))[0])).toEqual([7, 1, 2]);
    expect(opsOf(pad(same))).toEqual(["pad"]);
  });

  test("to another scale, they are quantized anew", () => {
    const other = { scales: [1], zeroPoints: [0] };
    expect(codes(runCase(pad(other))[0])).toEqual([0, -3, -2]);
  });

  test("CONCATENATION brings operands to the result's scale", () => {
    const [found] = runCase({
      opType: "CONCATENATION",
      operands: [
        { tensor: tensor("int8", [1], [4]), quantization: { scales: [0.5], zeroPoints: [0] } },
        { tensor: tensor("int8", [1], [4]), quantization: { scales: [1], zeroPoints: [0] } },
      ],
      options: { type: 10, fields: [] },
      results: [{ type: { dtype: "int8", dims: [2] }, quantization: { scales: [1], zeroPoints: [0] } }],
    });
    expect(codes(found)).toEqual([2, 4]);
  });
});

test("QUANTIZE from reals, from codes of another scale, and DEQUANTIZE", () => {
  const results = [{ type: { dtype: "int8", dims: [2] }, quantization: { scales: [0.5], zeroPoints: [1] } }] as const;
  const reals = { tensor: tensor("f32", [2], [1, -1.25]) };
  expect(codes(runCase({ opType: "QUANTIZE", operands: [reals], results })[0])).toEqual([3, -1]);
  const others = { tensor: tensor("uint8", [2], [130, 126]), quantization: { scales: [1], zeroPoints: [128] } };
  expect(codes(runCase({ opType: "QUANTIZE", operands: [others], results })[0])).toEqual([5, -3]);
  const back = runCase({
    opType: "DEQUANTIZE",
    operands: [others],
    results: [{ type: { dtype: "f32", dims: [2] } }],
  });
  expect(codes(back[0])).toEqual([2, -2]);
});

test("parameters that do not fit their tensor refuse the operator, by its name", () => {
  const operator = convolution(0, [0.25, 0.25, 0.25]);
  expect(() => importCase(operator)).toThrow(
    /\(result0\).*TFLITE_UNSUPPORTED.*operand1 has 3 scales for 2 slices of axis 0/,
  );
  expect(() => importCase(convolution(0, [0]))).toThrow(/a scale that is not positive/);
});
