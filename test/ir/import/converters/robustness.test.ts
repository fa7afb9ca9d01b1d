/** Legal nodes with one or two parts changed at random: a converter maps them or says why not, and never fails or hangs. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { importOnnx } from "../../../../ir/import/onnx/import-onnx.ts";
import { elementCount, scalar, type Tensor, tensor } from "../../../../ir/tensor.ts";
import { CompileError } from "../../../../support/diagnostic.ts";
import { onnxModel, onnxNode, type TestAttribute } from "../../../support/onnx-model.ts";

interface Legal {
  readonly opset: number;
  readonly operands: readonly (string | Tensor)[];
  readonly attributes?: Readonly<Record<string, TestAttribute>>;
}

const int64 = (...values: number[]): Tensor => tensor("int64", [values.length], values);
const floats = (...values: number[]): Tensor => tensor("f32", [values.length], values);
const window = { strides: [2, 1], pads: [1, 0, 0, 1], dilations: [1, 1] };
const image = "f32[1,2,5,4]";
const [scale, byte] = [scalar("f32", 0.1), scalar("uint8", 3)];

const legal: Readonly<Record<string, Legal>> = {
  AveragePool: { opset: 19, operands: [image], attributes: { ...window, kernel_shape: [2, 2], ceil_mode: 1 } },
  Concat: { opset: 13, operands: ["f32[2,3]", "f32[2,1]"], attributes: { axis: 1 } },
  ConstantOfShape: { opset: 9, operands: [int64(2, 3)], attributes: { value: floats(1) } },
  Conv: { opset: 11, operands: [image, "f32[4,1,2,2]", "f32[4]"], attributes: { ...window, group: 2 } },
  ConvInteger: { opset: 10, operands: ["uint8[1,2,5,4]", "uint8[4,2,2,2]", byte, byte], attributes: window },
  ConvTranspose: { opset: 11, operands: [image, "f32[2,3,2,2]"], attributes: { ...window, output_shape: [9, 4] } },
  DepthToSpace: { opset: 11, operands: ["f32[1,8,2,2]"], attributes: { blocksize: 2, mode: "CRD" } },
  DequantizeLinear: { opset: 21, operands: ["uint8[2,3]", scale, byte], attributes: { axis: 1, block_size: 0 } },
  Einsum: { opset: 12, operands: ["f32[2,3]", "f32[3,4]"], attributes: { equation: "ij,jk->ik" } },
  Expand: { opset: 8, operands: [scale, int64(2, 3)] },
  Flatten: { opset: 13, operands: [image], attributes: { axis: 2 } },
  Gather: { opset: 13, operands: [floats(1, 2, 3), int64(0, -1)], attributes: { axis: 0 } },
  GatherElements: { opset: 13, operands: [floats(1, 2, 3), int64(0, -1)], attributes: { axis: 0 } },
  GatherND: { opset: 13, operands: [floats(1, 2, 3), tensor("int64", [2, 1], [0, -1])], attributes: { batch_dims: 0 } },
  Gemm: { opset: 13, operands: ["f32[2,3]", "f32[4,3]", "f32[4]"], attributes: { transB: 1, alpha: 0.5 } },
  GlobalAveragePool: { opset: 7, operands: [image] },
  LpPool: { opset: 11, operands: [image], attributes: { kernel_shape: [2, 2], p: 2 } },
  MatMul: { opset: 13, operands: ["f32[2,3]", "f32[3,4]"] },
  MatMulInteger: { opset: 10, operands: ["uint8[2,3]", "uint8[3,4]", byte, byte] },
  MaxPool: { opset: 12, operands: [image], attributes: { ...window, kernel_shape: [2, 2], ceil_mode: 1 } },
  NonZero: { opset: 13, operands: [floats(1, 0, 3)] },
  Pad: { opset: 18, operands: [floats(1, 2, 3), int64(1, 2), scale, int64(0)], attributes: { mode: "constant" } },
  QLinearConv: {
    opset: 10,
    operands: ["uint8[1,2,5,4]", scale, byte, "uint8[4,2,2,2]", scale, byte, scale, byte, "int32[4]"],
    attributes: window,
  },
  QLinearMatMul: { opset: 10, operands: ["uint8[2,3]", scale, byte, "uint8[3,4]", scale, byte, scale, byte] },
  QuantizeLinear: { opset: 21, operands: ["f32[2,3]", scale], attributes: { axis: 1, output_dtype: 3 } },
  Range: { opset: 11, operands: [scalar("int64", 0), scalar("int64", 9), scalar("int64", 2)] },
  Reshape: { opset: 14, operands: [floats(1, 2, 3, 4), int64(2, -1)], attributes: { allowzero: 0 } },
  Resize: { opset: 18, operands: [image, "", floats(2, 2)], attributes: { axes: [2, 3], mode: "linear" } },
  ScatterElements: { opset: 18, operands: [floats(1, 2, 3), int64(0, -1), floats(4, 5)], attributes: { axis: 0 } },
  ScatterND: { opset: 18, operands: [floats(1, 2, 3), tensor("int64", [1, 1], [2]), floats(4)] },
  Slice: { opset: 13, operands: [floats(1, 2, 3), int64(0), int64(3), int64(0), int64(2)] },
  SpaceToDepth: { opset: 13, operands: ["f32[1,2,4,2]"], attributes: { blocksize: 2 } },
  Split: { opset: 18, operands: ["f32[4]", ""], attributes: { num_outputs: 1, axis: 0 } },
  Squeeze: { opset: 13, operands: [tensor("f32", [1, 2], [1, 2]), int64(0)] },
  Tile: { opset: 13, operands: [floats(1, 2), int64(3)] },
  Transpose: { opset: 13, operands: [tensor("f32", [1, 2], [1, 2])], attributes: { perm: [1, 0] } },
  Unsqueeze: { opset: 13, operands: [floats(1, 2), int64(0, 2)] },
  Upsample: { opset: 9, operands: [image, floats(1, 1, 2, 2)], attributes: { mode: "nearest" } },
};

const whole = fc.oneof(
  fc.integer({ min: -3, max: 5 }),
  fc.constantFrom(0, 2 ** 31 - 1, -(2 ** 31), 2 ** 40, -(2 ** 62)),
);
const list = fc.array(whole, { minLength: 1, maxLength: 6 });
const dims = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 5 });
const dtype = fc.constantFrom("f32", "int64", "uint8", "bool");

const operand: fc.Arbitrary<string | Tensor> = fc.oneof(
  list.map(values => int64(...values)),
  whole.map(value => scalar("int64", value)),
  fc
    .array(fc.constantFrom(0, 1, -1, 0.5, 1e30, 1e-30, NaN, Infinity), { maxLength: 4 })
    .map(values => floats(...values)),
  fc
    .tuple(fc.constantFrom("f32", "int64"), dims)
    .map(([type, shape]) => tensor(type, shape, new Float64Array(elementCount(shape)))),
  fc.tuple(dtype, dims).map(([type, shape]) => `${type}[${shape.join(",")}]`),
  fc.constant(""),
);

const attribute: fc.Arbitrary<TestAttribute> = fc.oneof(
  { weight: 3, arbitrary: whole },
  { weight: 3, arbitrary: list },
  fc.constantFrom("SAME_UPPER", "reflect", "cubic", "ij->", "i,", "tf_crop_and_resize"),
  fc.constantFrom({ float: NaN }, { float: 1e30 }),
);

/** The node with an operand, an attribute or both replaced; `at` counts around. */
const changed = (node: Legal) =>
  fc
    .record({ operand: fc.option(operand), place: fc.nat(8), attribute: fc.option(attribute), at: fc.nat(8) })
    .map((change): Legal => {
      const { operands, attributes = {}, opset } = node;
      const name = Object.keys(attributes)[change.at % Math.max(1, Object.keys(attributes).length)];
      return {
        opset,
        operands: change.operand === null ? operands : operands.with(change.place % operands.length, change.operand),
        attributes:
          name === undefined || change.attribute === null ? attributes : { ...attributes, [name]: change.attribute },
      };
    });

const modelOf = (opType: string, { opset, operands, attributes = {} }: Legal): Uint8Array => {
  const named = operands.map((it, i) => [it === "" ? "" : `x${i}`, it] as const);
  return onnxModel({
    opset,
    inputs: Object.fromEntries(
      named.flatMap(([name, it]) => (name !== "" && typeof it === "string" ? [[name, it]] : [])),
    ),
    initializers: Object.fromEntries(named.flatMap(([name, it]) => (typeof it === "string" ? [] : [[name, it]]))),
    nodes: [
      onnxNode(
        opType,
        named.map(([name]) => name),
        ["y"],
        attributes,
      ),
    ],
    outputs: { y: "" },
  });
};

const expectMappedOrRefused = (model: Uint8Array): void => {
  try {
    importOnnx(model);
  } catch (error) {
    expect(error).toBeInstanceOf(CompileError);
  }
};

describe.each(Object.entries(legal))("%s", (opType, node) => {
  test("as it should be is mapped", () => {
    expect(importOnnx(modelOf(opType, node)).unsupported).toEqual([]);
  });

  test("changed at random is mapped or refused", () => {
    fc.assert(
      fc.property(changed(node), it => expectMappedOrRefused(modelOf(opType, it))),
      { numRuns: 300, seed: 11 },
    );
  });
});
