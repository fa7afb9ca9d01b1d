import { describe, expect, test } from "vitest";
import { onnxNode, type TestAttribute } from "../../../support/onnx-model.ts";
import { expectAgreement } from "../../../support/onnx-runtime.ts";

const convTranspose = (
  input: string,
  weight: string,
  attributes: Readonly<Record<string, TestAttribute>>,
  bias = "",
) => ({
  opset: 11,
  inputs: { x: input, w: weight, ...(bias === "" ? {} : { b: bias }) },
  nodes: [onnxNode("ConvTranspose", ["x", "w", ...(bias === "" ? [] : ["b"])], ["y"], attributes)],
  outputs: { y: "f32" },
});
const exact = { tolerance: 1e-5 };

describe("ConvTranspose", () => {
  test("has unit strides and no pads unless told", async () => {
    await expectAgreement(convTranspose("f32[2,3,4,5]", "f32[3,2,3,2]", {}, "f32[2]"), exact);
  });

  test.each([
    { strides: [2, 3], pads: [1, 0, 2, 1], output_padding: [1, 2] },
    { strides: [2, 2], dilations: [2, 1], group: 3 },
    { strides: [3, 2], output_shape: [13, 9] },
    { strides: [3, 2], output_shape: [13, 9], auto_pad: "SAME_UPPER" },
    { strides: [3, 2], output_shape: [13, 9], auto_pad: "SAME_LOWER" },
    { strides: [2, 2], auto_pad: "SAME_UPPER" },
    { strides: [2, 3], auto_pad: "SAME_LOWER" },
    { strides: [2, 2], auto_pad: "VALID" },
  ])("%j", async attributes => {
    await expectAgreement(convTranspose("f32[1,3,4,5]", "f32[3,2,3,4]", attributes), exact);
  });

  test("over one axis is one of height 1", async () => {
    const graph = await expectAgreement(
      convTranspose("f32[2,4,5]", "f32[4,3,3]", { strides: [2], pads: [1, 0], output_padding: [1], group: 2 }),
      exact,
    );
    expect(graph.nodes.map(({ op }) => op)).toEqual(["reshape", "reshape", "conv_transpose2d", "reshape"]);
  });
});
