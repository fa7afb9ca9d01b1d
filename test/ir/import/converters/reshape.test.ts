import { describe, expect, test } from "vitest";
import { importOnnx } from "../../../../ir/import/onnx/import-onnx.ts";
import { tensor } from "../../../../ir/tensor.ts";
import { onnxModel, onnxNode } from "../../../support/onnx-model.ts";
import { expectAgreement } from "../../../support/onnx-runtime.ts";

const reshapeTo = (shape: readonly number[], input = "f32[2,3,4]") => ({
  opset: 14,
  inputs: { x: input },
  initializers: { shape: tensor("int64", [shape.length], shape) },
  nodes: [onnxNode("Reshape", ["x", "shape"], ["y"])],
  outputs: { y: "f32" },
});

describe("Reshape", () => {
  test.each([[[0, -1]], [[-1]], [[4, 0, 2]], [[24, 1]]])("to %j", async shape => {
    const graph = await expectAgreement(reshapeTo(shape));
    expect(graph.constants).toEqual([]);
  });

  test("a shape that depends on an input is refused by its name", () => {
    const model = onnxModel({
      opset: 14,
      inputs: { x: "f32[6]", wish: "int64[2]" },
      nodes: [onnxNode("Reshape", ["x", "wish"], ["y"], {}, { name: "flatten" })],
      outputs: { y: "f32" },
    });
    expect(() => importOnnx(model, { file: "m.onnx" })).toThrow(
      "m.onnx (flatten): error[ONNX_UNSUPPORTED]: Reshape cannot be mapped: its operand 1, wish, must be known at compile time, but depends on the network's inputs",
    );
  });
});
