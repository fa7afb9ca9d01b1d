import { describe, expect, test } from "vitest";
import { expectAgreement } from "../../../support/onnx-runtime.ts";
import { onnxNode, type TestAttribute } from "../../../support/onnx-model.ts";

const conv = (input: string, weight: string, attributes: Readonly<Record<string, TestAttribute>>) => ({
  opset: 11,
  inputs: { x: input, w: weight },
  nodes: [onnxNode("Conv", ["x", "w"], ["y"], attributes)],
  outputs: { y: "f32" },
});

describe("Conv", () => {
  test("has unit strides and no pads unless told", async () => {
    const graph = await expectAgreement(conv("f32[1,2,5,6]", "f32[3,2,3,3]", {}));
    expect(graph.nodes.map(({ op, attributes }) => [op, attributes])).toEqual([
      ["conv2d", { strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1], group: 1, epilogue: [] }],
    ]);
  });

  test.each(["SAME_UPPER", "SAME_LOWER", "VALID"])("resolves auto_pad %s", async autoPad => {
    await expectAgreement(conv("f32[1,4,7,8]", "f32[6,2,3,2]", { auto_pad: autoPad, strides: [2, 1], group: 2 }));
  });

  test("over one axis is a convolution of height 1", async () => {
    const graph = await expectAgreement(
      conv("f32[2,4,9]", "f32[6,2,3]", { pads: [2, 1], strides: [2], dilations: [2], group: 2 }),
    );
    expect(graph.nodes.map(({ op }) => op)).toEqual(["reshape", "reshape", "conv2d", "reshape"]);
  });

  test("over three axes is refused", async () => {
    await expect(expectAgreement(conv("f32[1,1,4,4,4]", "f32[1,1,2,2,2]", {}))).rejects.toThrow(
      "Conv cannot be mapped: it slides over 3 axes; one or two are supported",
    );
  });

  test("an attribute of another length than its axes is refused", async () => {
    await expect(expectAgreement(conv("f32[1,1,4,4]", "f32[1,1,2,2]", { strides: [2] }))).rejects.toThrow(
      "its attribute strides has 1 values, not 2",
    );
  });
});
