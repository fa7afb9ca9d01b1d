import { describe, expect, test } from "vitest";
import { onnxNode, type TestAttribute } from "../../../support/onnx-model.ts";
import { expectAgreement } from "../../../support/onnx-runtime.ts";

const exact = { tolerance: 1e-5 };

const pool = (opType: string, opset: number, input: string, attributes: Readonly<Record<string, TestAttribute>>) => ({
  opset,
  inputs: { x: input },
  nodes: [onnxNode(opType, ["x"], ["y"], attributes)],
  outputs: { y: input.slice(0, input.indexOf("[")) },
});

const windows: Readonly<Record<string, TestAttribute>>[] = [
  { kernel_shape: [2, 3] },
  { kernel_shape: [3, 2], strides: [2, 2], pads: [1, 0, 2, 1] },
  { kernel_shape: [3, 3], strides: [2, 3], auto_pad: "SAME_UPPER" },
  { kernel_shape: [3, 2], strides: [2, 2], auto_pad: "SAME_LOWER" },
  { kernel_shape: [3, 3], strides: [2, 2], auto_pad: "VALID" },
];
const ceiling: Readonly<Record<string, TestAttribute>>[] = [
  { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 },
  { kernel_shape: [3, 3], strides: [2, 2], pads: [0, 0, 1, 1], ceil_mode: 1 },
  { kernel_shape: [3, 2], strides: [3, 3], pads: [1, 1, 1, 1], ceil_mode: 1 },
  { kernel_shape: [2, 2], strides: [3, 3], pads: [1, 0, 0, 1], ceil_mode: 1 },
  { kernel_shape: [3, 2], strides: [2, 3], ceil_mode: 1 },
];

describe("MaxPool", () => {
  test.each(windows)("opset 8: %j", async attributes => {
    await expectAgreement(pool("MaxPool", 8, "f32[1,2,7,8]", attributes), exact);
  });

  test.each([...ceiling, { kernel_shape: [2, 3], dilations: [3, 2], strides: [2, 1], ceil_mode: 1 }])(
    "opset 12: %j",
    async attributes => {
      const graph = await expectAgreement(
        pool("MaxPool", 12, "f32[2,1,8,7]", { ...attributes, storage_order: 1 }),
        exact,
      );
      expect(graph.nodes.map(({ op }) => op)).toEqual(["max_pool2d"]);
    },
  );

  test("of bytes, from opset 12 on", async () => {
    await expectAgreement(pool("MaxPool", 12, "int8[1,2,5,5]", { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }));
  });

  test("over one axis", async () => {
    const attributes = { kernel_shape: [3], strides: [2], pads: [1, 0] };
    await expectAgreement(pool("MaxPool", 12, "f32[2,3,9]", attributes), exact);
  });

  test("over three axes, or with its indices read, is refused", async () => {
    await expect(expectAgreement(pool("MaxPool", 12, "f32[1,1,4,4,4]", { kernel_shape: [2, 2, 2] }))).rejects.toThrow(
      "it slides over 3 axes; one or two are supported",
    );
    const indices = {
      ...pool("MaxPool", 12, "f32[1,1,4,4]", {}),
      nodes: [onnxNode("MaxPool", ["x"], ["y", "i"], { kernel_shape: [2, 2] })],
      outputs: { y: "f32", i: "int64" },
    };
    await expect(expectAgreement(indices)).rejects.toThrow(
      "its second result, where the largest elements stand, is read",
    );
  });

  test("a kernel that does not fit the axes is refused", async () => {
    await expect(expectAgreement(pool("MaxPool", 12, "f32[1,1,4,4]", { kernel_shape: [2, 2, 2] }))).rejects.toThrow(
      "its kernel_shape [2,2,2] does not fit 2 spatial axes",
    );
  });
});

describe("AveragePool", () => {
  const counts = [0, 1];
  const counting = counts.flatMap(count => windows.map(window => [window, count] as const));
  test.each(counting)("opset 7: %j, count_include_pad %i", async (window, count) => {
    await expectAgreement(pool("AveragePool", 7, "f32[1,2,7,8]", { ...window, count_include_pad: count }), exact);
  });

  const dilated = { kernel_shape: [2, 3], dilations: [2, 2], pads: [1, 2, 0, 1], strides: [2, 2], ceil_mode: 1 };
  const newest = counts.flatMap(count => [...ceiling, dilated].map(window => [window, count] as const));
  test.each(newest)("opset 19: %j, count_include_pad %i", async (window, count) => {
    await expectAgreement(pool("AveragePool", 19, "f32[2,1,8,7]", { ...window, count_include_pad: count }), exact);
  });

  test("over one axis", async () => {
    const attributes = { kernel_shape: [3], strides: [2], pads: [1, 1], count_include_pad: 1 };
    await expectAgreement(pool("AveragePool", 11, "f32[2,3,9]", attributes), exact);
  });
});

describe("global pools", () => {
  test.each([
    ["GlobalAveragePool", "reduce_mean", {}],
    ["GlobalMaxPool", "reduce_max", {}],
    ["GlobalLpPool", "reduce_l2", {}],
    ["GlobalLpPool", "reduce_l1", { p: 1 }],
  ] as const)("%s is %s", async (opType, op, attributes) => {
    const graph = await expectAgreement(pool(opType, 7, "f32[2,3,4,5]", attributes), exact);
    expect(graph.nodes.map(node => node.op)).toEqual([op]);
    await expectAgreement(pool(opType, 13, "f32[2,3,5]", attributes), exact);
  });
});

describe("LpPool", () => {
  test.each([
    { kernel_shape: [2, 3] },
    { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], p: 1 },
    { kernel_shape: [3, 2], strides: [2, 1], auto_pad: "SAME_UPPER", p: 3 },
  ])("%j", async attributes => {
    await expectAgreement(pool("LpPool", 11, "f32[1,2,7,6]", attributes), exact);
  });
});
