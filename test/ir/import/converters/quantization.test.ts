import { describe, expect, test } from "vitest";
import { importOnnx } from "../../../../ir/import/onnx/import-onnx.ts";
import { evaluate } from "../../../../ir/interp/evaluate.ts";
import { elementCount, scalar, type Tensor, tensor } from "../../../../ir/tensor.ts";
import { randomStream } from "../../../../support/random.ts";
import { expectOperator, importOperator, opsOf } from "../../../support/onnx-operator.ts";
import { onnxModel, onnxNode, type TestAttribute } from "../../../support/onnx-model.ts";
import { expectAgreement } from "../../../support/onnx-runtime.ts";

const f32 = (values: readonly number[]) => tensor("f32", [values.length], values);
/** Steps of a tenth around 0, among them ties of a scale of 0.2. */
const tenths = Array.from({ length: 24 }, (_, i) => (i - 12) / 10);

describe("QuantizeLinear", () => {
  test.each([
    [10, "uint8"],
    [10, "int8"],
    [21, "int8"],
    [21, "int16"],
    [21, "uint16"],
  ] as const)("opset %i to %s per tensor", async (opset, dtype) => {
    const operands = ["f32[2,3,4]", scalar("f32", 0.2), scalar(dtype, 3)];
    const graph = await expectOperator({ opType: "QuantizeLinear", opset, operands, elements: { 0: tenths } });
    expect(opsOf(graph)).toEqual(["quantize"]);
  });

  test("saturates at both ends", async () => {
    const operands = ["f32[4]", scalar("f32", 0.01), scalar("int8", -5)];
    await expectOperator({ opType: "QuantizeLinear", opset: 13, operands, elements: { 0: [-5, 5, 1.27, 1e30] } });
  });

  test("opset 13: per axis", async () => {
    const operands = ["f32[2,3,4]", f32([0.1, 0.2, 0.3]), tensor("int8", [3], [-3, 0, 7])];
    await expectOperator({
      opType: "QuantizeLinear",
      opset: 13,
      operands,
      attributes: { axis: -2 },
      elements: { 0: tenths },
    });
  });

  test("without a zero point to unsigned bytes, or to what output_dtype says from opset 21 on", async () => {
    await expectOperator({ opType: "QuantizeLinear", opset: 13, operands: ["f32[6]", scalar("f32", 0.05)] });
    const operands = ["f32[6]", scalar("f32", 0.05)];
    const graph = await expectOperator({
      opType: "QuantizeLinear",
      opset: 21,
      operands,
      attributes: { output_dtype: 5 },
    });
    expect(graph.nodes[0]?.results[0]?.type.dtype).toBe("int16");
  });

  test.each(["int4", "uint4"] as const)("opset 21: to %s and back", async dtype => {
    const parameters = [scalar("f32", 0.5), scalar(dtype, 1)];
    const graph = await expectAgreement({
      opset: 21,
      inputs: { x: "f32[24]" },
      initializers: { scale: parameters[0]!, zero: parameters[1]! },
      nodes: [
        onnxNode("QuantizeLinear", ["x", "scale", "zero"], ["q"]),
        onnxNode("DequantizeLinear", ["q", "scale", "zero"], ["y"]),
      ],
      outputs: { y: "f32" },
    });
    expect(graph.nodes.map(({ results }) => results[0]?.type.dtype)).toEqual([dtype, "f32"]);
  });

  test("blocks and 8-bit floats are refused", () => {
    const blocked = {
      opType: "QuantizeLinear",
      opset: 21,
      operands: ["f32[4,6]", tensor("f32", [2, 6], Array(12).fill(1))],
    };
    expect(() => importOperator({ ...blocked, attributes: { axis: 0, block_size: 2 } })).toThrow(
      "it has a scale for each block of elements",
    );
    const float8 = { opType: "QuantizeLinear", opset: 21, operands: ["f32[4]", scalar("f32", 1)] };
    expect(() => importOperator({ ...float8, attributes: { output_dtype: 17 } })).toThrow(
      "it quantizes to float8e4m3fn",
    );
  });
});

describe("DequantizeLinear", () => {
  test.each([
    [10, "uint8"],
    [10, "int8"],
    [13, "int32"],
    [21, "int16"],
    [21, "uint16"],
  ] as const)("opset %i of %s per tensor", async (opset, dtype) => {
    const zeroPoint = dtype === "int32" ? [] : [scalar(dtype, 5)];
    const operands = [`${dtype}[3,4]`, scalar("f32", 0.37), ...zeroPoint];
    const graph = await expectOperator({ opType: "DequantizeLinear", opset, operands });
    expect(opsOf(graph)).toEqual(["dequantize"]);
  });

  test("per axis, of weights: stays a node", async () => {
    const operands = [tensor("int8", [2, 3], [1, -2, 3, -4, 5, -6]), f32([0.5, 0.25]), tensor("int8", [2], [1, 2])];
    const graph = await expectOperator({ opType: "DequantizeLinear", opset: 13, operands, attributes: { axis: 0 } });
    expect(opsOf(graph)).toEqual(["dequantize"]);
  });
});

/** Constant codes within `[-limit, limit]`, moved up for unsigned ones. */
const codes = (dtype: "int8" | "uint8", dims: readonly number[], limit: number, seed: number) => {
  const random = randomStream(seed);
  const middle = dtype === "uint8" ? 128 : 0;
  return tensor(
    dtype,
    dims,
    Array.from({ length: elementCount(dims) }, () => middle + random.integer(-limit, limit)),
  );
};

/**
 * Weights have 7 bits: with 8 bits ONNX Runtime's kernels for processors without VNNI saturate sums of two products of
 * unsigned by signed bytes at 16 bits (its documentation calls it U8S8 and advises `reduce_range`).
 */
const weightLimit = 63;

describe("QLinearConv", () => {
  const convolution = (
    dtypes: { input: "int8" | "uint8"; weight: "int8" | "uint8" },
    channels: readonly number[],
    attributes: Readonly<Record<string, TestAttribute>> = {},
  ) => ({
    opType: "QLinearConv",
    opset: 10,
    operands: [
      `${dtypes.input}[1,4,7,6]`,
      scalar("f32", 0.031),
      scalar(dtypes.input, 7),
      codes(dtypes.weight, [6, 4 / Number(attributes["group"] ?? 1), 3, 2], weightLimit, 5),
      channels.length === 1 ? scalar("f32", channels[0] ?? 0) : f32(channels),
      channels.length === 1
        ? scalar(dtypes.weight, dtypes.weight === "uint8" ? 128 : 0)
        : tensor("int8", [6], Array(6).fill(0)),
      scalar("f32", 0.43),
      scalar(dtypes.input, 11),
      tensor("int32", [6], [100, -2000, 30, 0, 999, -5]),
    ],
    attributes,
  });

  test.each([
    { input: "uint8", weight: "int8" },
    { input: "uint8", weight: "uint8" },
    { input: "int8", weight: "int8" },
  ] as const)("$input by $weight, exactly", async dtypes => {
    const graph = await expectOperator(convolution(dtypes, [0.017], { pads: [1, 0, 1, 1], strides: [2, 1] }));
    expect(opsOf(graph)).toEqual(["conv2d_integer", "requantize"]);
  });

  test("per output channel, in groups, auto_pad", async () => {
    const scales = [0.01, 0.02, 0.03, 0.005, 0.017, 0.011];
    const attributes = { auto_pad: "SAME_LOWER", strides: [2, 2], group: 2 };
    await expectOperator(convolution({ input: "uint8", weight: "int8" }, scales, attributes));
  });

  test("over one axis, without bias", async () => {
    const operands = [
      "uint8[1,2,9]",
      scalar("f32", 0.02),
      scalar("uint8", 120),
      codes("int8", [3, 2, 3], weightLimit, 7),
      scalar("f32", 0.03),
      scalar("int8", 0),
      scalar("f32", 0.1),
      scalar("uint8", 128),
    ];
    const graph = await expectOperator({ opType: "QLinearConv", opset: 10, operands });
    expect(opsOf(graph)).toEqual(["reshape", "conv2d_integer", "reshape", "requantize"]);
  });

  test("scales that depend on the input are refused", () => {
    const { operands, ...rest } = convolution({ input: "uint8", weight: "int8" }, [0.017]);
    expect(() => importOperator({ ...rest, operands: operands.with(1, "f32[]") })).toThrow(
      "must be known at compile time",
    );
  });
});

describe("QLinearMatMul", () => {
  const product = (scales: readonly number[], left = "uint8[2,3,8]") => ({
    opType: "QLinearMatMul",
    opset: 10,
    operands: [
      left,
      scalar("f32", 0.02),
      scalar("uint8", 130),
      codes("int8", [8, 5], weightLimit, 9),
      scales.length === 1 ? scalar("f32", scales[0] ?? 0) : f32(scales),
      scales.length === 1 ? scalar("int8", 2) : tensor("int8", [5], [0, 1, 0, -1, 0]),
      scalar("f32", 0.5),
      scalar("uint8", 120),
    ],
  });

  test("per tensor", async () => {
    expect(opsOf(await expectOperator(product([0.03])))).toEqual(["matmul_integer", "requantize"]);
  });

  test("per column", async () => {
    await expectOperator(product([0.01, 0.02, 0.03, 0.04, 0.05], "uint8[3,8]"));
  });

  test("a scale for each row is refused", () => {
    const { operands, ...rest } = product([0.03], "uint8[3,8]");
    const perRow = operands.with(1, f32([1, 2, 3])).with(2, tensor("uint8", [3], [1, 2, 3]));
    expect(() => importOperator({ ...rest, operands: perRow })).toThrow("its left operand has a scale for each row");
  });
});

describe("ConvInteger and MatMulInteger", () => {
  test("ConvInteger", async () => {
    const weight = codes("uint8", [4, 2, 3, 3], 127, 3);
    const plain = { opType: "ConvInteger", opset: 10, operands: ["uint8[1,2,6,5]", weight] };
    expect(opsOf(await expectOperator(plain))).toEqual(["conv2d_integer"]);
    const operands = ["uint8[1,2,6,5]", weight, scalar("uint8", 9), scalar("uint8", 120)];
    await expectOperator({
      ...plain,
      operands,
      attributes: { pads: [1, 1, 0, 2], strides: [2, 1], dilations: [2, 1] },
    });
  });

  test("MatMulInteger", async () => {
    const right = codes("int8", [6, 4], weightLimit, 4);
    const plain = { opType: "MatMulInteger", opset: 10, operands: ["uint8[2,3,6]", right] };
    expect(opsOf(await expectOperator(plain))).toEqual(["matmul_integer"]);
    await expectOperator({ ...plain, operands: ["uint8[3,6]", right, scalar("uint8", 3), scalar("int8", -1)] });
    await expectOperator({
      ...plain,
      operands: ["uint8[3,6]", right, scalar("uint8", 3), tensor("int8", [4], [0, 1, -1, 2])],
    });
  });
});

describe("DynamicQuantizeLinear", () => {
  test.each([[[0.1, -2, 3.7, 1.5, 0, -0.3]], [[1, 2, 3, 4, 5, 6]], [[-1, -2, -3, -4, -5, -6]], [[0, 0, 0, 0, 0, 0]]])(
    "of %j",
    async elements => {
      const operator = { opType: "DynamicQuantizeLinear", opset: 11, operands: ["f32[2,3]"], results: 3 };
      const graph = await expectOperator({ ...operator, elements: { 0: elements } });
      expect(opsOf(graph)).toEqual(["dynamic_quantize"]);
    },
  );
});

describe("QONNX", () => {
  const domain = "qonnx.custom_op.general";
  const evaluated = (
    opType: string,
    operands: readonly (Tensor | string)[],
    attributes: Record<string, TestAttribute>,
  ) => {
    const names = operands.map((_, i) => `operand${i}`);
    const constants = operands.flatMap((operand, i) =>
      typeof operand === "string" ? [] : [[names[i] ?? "", operand] as const],
    );
    const bytes = onnxModel({
      opset: 13,
      domains: { [domain]: 1 },
      inputs: { operand0: typeof operands[0] === "string" ? operands[0] : "" },
      initializers: Object.fromEntries(constants),
      nodes: [onnxNode(opType, names, ["y"], attributes, { domain })],
      outputs: { y: "" },
    });
    const { graph } = importOnnx(bytes);
    return {
      graph,
      outputs: (input: Tensor) => [...(evaluate(graph, new Map([["operand0", input]])).get("y")?.data ?? [])],
    };
  };

  test("Quant keeps its own width and range", () => {
    const operands = ["f32[5]", scalar("f32", 0.5), scalar("f32", 0), scalar("f32", 3)];
    const { graph, outputs } = evaluated("Quant", operands, { signed: 1, narrow: 0, rounding_mode: "ROUND" });
    expect(opsOf(graph)).toEqual(["quantize", "dequantize"]);
    expect(graph.nodes[0]?.results[0]?.type.dtype).toBe("int3");
    expect(outputs(f32([-9, -0.7, 0.25, 0.75, 9]))).toEqual([-2, -0.5, 0, 1, 1.5]);
  });

  test("Quant of a narrow range leaves out the smallest code, and has a scale for each channel", () => {
    const operands = ["f32[2,2]", tensor("f32", [2, 1], [1, 2]), scalar("f32", 0), scalar("f32", 2)];
    const { outputs } = evaluated("Quant", operands, { signed: 1, narrow: 1 });
    expect(outputs(tensor("f32", [2, 2], [-5, 5, -5, 1.5]))).toEqual([-1, 1, -2, 2]);
  });

  test("BipolarQuant has two codes, and 0 is positive", () => {
    const { graph, outputs } = evaluated("BipolarQuant", ["f32[3]", scalar("f32", 0.25)], {});
    expect(graph.nodes.at(-1)?.op).toBe("dequantize");
    expect(outputs(f32([-3, 0, 2]))).toEqual([-0.25, 0.25, 0.25]);
  });

  test.each([
    [{ rounding_mode: "FLOOR" }, 8, "it rounds by FLOOR"],
    [{}, 1, "it has 1 bits"],
    [{}, 2.5, "it has 2.5 bits"],
  ])("Quant with %j and %d bits is refused", (attributes, bits, reason) => {
    const operands = ["f32[2]", scalar("f32", 1), scalar("f32", 0), scalar("f32", bits)];
    expect(() => evaluated("Quant", operands, attributes)).toThrow(reason);
  });

  test("the names mean nothing in other domains", () => {
    const nodes = [onnxNode("Quant", ["x"], ["y"], {}, { domain: "com.example" })];
    const bytes = onnxModel({
      opset: 13,
      domains: { "com.example": 1 },
      inputs: { x: "f32[1]" },
      nodes,
      outputs: { y: "" },
    });
    expect(() => importOnnx(bytes)).toThrow("com.example");
  });
});
