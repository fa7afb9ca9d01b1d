/** Operators of TensorFlow graphs on figures computed by hand. */
import { describe, expect, test } from "vitest";
import { toFileOrder, toGraphOrder } from "../../../../ir/import/conversion/axis-orders.ts";
import { importTfjs } from "../../../../ir/import/tfjs/import-tfjs.ts";
import { evaluate } from "../../../../ir/interp/evaluate.ts";
import { tensor, type Tensor } from "../../../../ir/tensor.ts";
import { attr, graphModel, type TestNode, type TestTfjsModel } from "../../../support/tfjs-model.ts";

const f32 = (dims: readonly number[], values: readonly number[]): Tensor => tensor("f32", dims, values);
const ints = (dims: readonly number[], values: readonly number[]): Tensor => tensor("int32", dims, values);

const run = ({ bytes, shards }: TestTfjsModel, feeds: Readonly<Record<string, Tensor>>): readonly Tensor[] => {
  const model = importTfjs(bytes, { shards });
  const inOrder = Object.entries(feeds).map(([name, it]) => [name, toGraphOrder(model, name, it)] as const);
  return [...evaluate(model.graph, new Map(inOrder))].map(([name, it]) => toFileOrder(model, name, it));
};

interface Row {
  readonly op: string;
  readonly x: Tensor;
  /** Further operands: constants. */
  readonly constants?: readonly Tensor[];
  /** The place of `x` among the operands. */
  readonly at?: number;
  readonly attributes?: TestNode["attr"];
  readonly gives: Tensor;
}

const window = { strides: attr.ints(1, 1, 1, 1), padding: attr.text("SAME") };
const pixels = f32([1, 1, 2, 2], [1, 10, 2, 20]);

const rows: readonly Row[] = [
  { op: "AddV2", x: f32([2], [1, 2]), constants: [f32([2], [3, 4])], gives: f32([2], [4, 6]) },
  { op: "Relu6", x: f32([3], [-1, 3, 9]), gives: f32([3], [0, 3, 6]) },
  { op: "LeakyRelu", x: f32([2], [-2, 3]), attributes: { alpha: attr.float(0.5) }, gives: f32([2], [-1, 3]) },
  { op: "Rsqrt", x: f32([1], [4]), gives: f32([1], [0.5]) },
  { op: "ClipByValue", x: f32([3], [-1, 3, 9]), constants: [f32([], [0]), f32([], [5])], gives: f32([3], [0, 3, 5]) },
  {
    op: "Conv2D",
    x: pixels,
    constants: [f32([1, 1, 2, 2], [1, 2, 3, 4])],
    attributes: window,
    gives: f32([1, 1, 2, 2], [31, 42, 62, 84]),
  },
  {
    op: "Conv2D",
    x: f32([1, 2, 1, 2], [1, 2, 10, 20]),
    constants: [f32([1, 1, 2, 1], [1, 3])],
    attributes: { ...window, data_format: attr.text("NCHW") },
    gives: f32([1, 1, 1, 2], [31, 62]),
  },
  {
    op: "Conv2D",
    x: f32([1, 1, 2, 1], [1, 2]),
    constants: [f32([1, 2, 1, 1], [10, 1])],
    attributes: {
      strides: attr.ints(1, 1, 1, 1),
      padding: attr.text("EXPLICIT"),
      explicit_paddings: attr.ints(0, 0, 0, 0, 1, 0, 0, 0),
    },
    gives: f32([1, 1, 2, 1], [1, 12]),
  },
  {
    op: "_FusedConv2D",
    x: pixels,
    constants: [f32([1, 1, 2, 1], [1, -1]), f32([1], [10])],
    attributes: { ...window, fused_ops: attr.texts("BiasAdd", "Relu"), num_args: attr.int(1) },
    gives: f32([1, 1, 2, 1], [1, 0]),
  },
  {
    op: "DepthwiseConv2dNative",
    x: pixels,
    constants: [f32([1, 1, 2, 2], [1, 2, 3, 4])],
    attributes: window,
    gives: f32([1, 1, 2, 4], [1, 2, 30, 40, 2, 4, 60, 80]),
  },
  {
    op: "Conv2DBackpropInput",
    x: f32([1, 1, 2, 1], [1, 2]),
    constants: [ints([4], [1, 1, 4, 1]), f32([1, 2, 1, 1], [3, 5])],
    at: 2,
    attributes: { strides: attr.ints(1, 1, 2, 1), padding: attr.text("VALID") },
    gives: f32([1, 1, 4, 1], [3, 5, 6, 10]),
  },
  {
    op: "_FusedMatMul",
    x: f32([1, 2], [1, 2]),
    constants: [f32([2, 2], [1, -1, 3, -2]), f32([2], [0.5, 0])],
    attributes: { fused_ops: attr.texts("BiasAdd", "Relu") },
    gives: f32([1, 2], [7.5, 0]),
  },
  {
    op: "MatMul",
    x: f32([1, 2], [1, 2]),
    constants: [f32([1, 2], [3, 4])],
    attributes: { transpose_b: attr.flag(true) },
    gives: f32([1, 1], [11]),
  },
  {
    op: "FusedBatchNormV3",
    x: pixels,
    constants: [f32([2], [2, 1]), f32([2], [0, 1]), f32([2], [1, 10]), f32([2], [4, 25])],
    attributes: { epsilon: attr.float(0), is_training: attr.flag(false) },
    gives: f32([1, 1, 2, 2], [0, 1, 1, 3]),
  },
  { op: "BiasAdd", x: pixels, constants: [f32([2], [1, 2])], gives: f32([1, 1, 2, 2], [2, 12, 3, 22]) },
  {
    op: "MaxPool",
    x: pixels,
    attributes: { ksize: attr.ints(1, 1, 2, 1), strides: attr.ints(1, 1, 2, 1), padding: attr.text("VALID") },
    gives: f32([1, 1, 1, 2], [2, 20]),
  },
  {
    op: "Mean",
    x: pixels,
    constants: [ints([2], [1, 2])],
    attributes: { keep_dims: attr.flag(true) },
    gives: f32([1, 1, 1, 2], [1.5, 15]),
  },
  { op: "ConcatV2", x: f32([1, 1], [1]), constants: [f32([1, 1], [2]), ints([], [1])], gives: f32([1, 2], [1, 2]) },
  { op: "Reshape", x: f32([2, 2], [1, 2, 3, 4]), constants: [ints([1], [-1])], gives: f32([4], [1, 2, 3, 4]) },
  { op: "Squeeze", x: f32([1, 2, 1], [1, 2]), attributes: { squeeze_dims: attr.ints(0) }, gives: f32([2, 1], [1, 2]) },
  { op: "Transpose", x: f32([2, 2], [1, 2, 3, 4]), constants: [ints([2], [1, 0])], gives: f32([2, 2], [1, 3, 2, 4]) },
  { op: "PadV2", x: f32([2], [1, 2]), constants: [ints([1, 2], [1, 0]), f32([], [9])], gives: f32([3], [9, 1, 2]) },
  {
    op: "StridedSlice",
    x: f32([2, 2], [1, 2, 3, 4]),
    constants: [ints([2], [0, 1]), ints([2], [0, 2]), ints([2], [1, 1])],
    attributes: { end_mask: attr.int(1), shrink_axis_mask: attr.int(2) },
    gives: f32([2], [2, 4]),
  },
  {
    op: "ResizeBilinear",
    x: f32([1, 1, 2, 1], [1, 3]),
    constants: [ints([2], [1, 4])],
    attributes: { half_pixel_centers: attr.flag(true) },
    gives: f32([1, 1, 4, 1], [1, 1.5, 2.5, 3]),
  },
  { op: "GatherV2", x: f32([3], [1, 2, 3]), constants: [ints([2], [2, 0]), ints([], [0])], gives: f32([2], [3, 1]) },
  { op: "ArgMax", x: f32([1, 3], [1, 9, 2]), constants: [ints([], [1])], gives: ints([1], [1]) },
  { op: "Cast", x: f32([2], [1.5, -1.5]), attributes: { DstT: attr.type("DT_INT32") }, gives: ints([2], [1, -1]) },
  { op: "Softmax", x: f32([1, 2], [0, Math.log(3)]), gives: f32([1, 2], [0.25, 0.75]) },
];

test.each(rows)("$op", ({ op, x, constants = [], at = 0, attributes = {}, gives }) => {
  const names = constants.map((_, i) => `c${i}`);
  const model = graphModel(
    { x: x.type.dims },
    [{ name: "it", op, input: names.toSpliced(at, 0, "x"), attr: attributes }],
    Object.fromEntries(constants.map((it, i) => [`c${i}`, it])),
  );
  const [found] = run(model, { x });
  expect(found?.type).toEqual(gives.type);
  for (const [i, value] of gives.data.entries()) expect(found?.data[i], `element ${i}`).toBeCloseTo(value, 5);
});

describe("graphs", () => {
  test("results beyond the first, control inputs, and nodes in any order", () => {
    const model = graphModel(
      { x: [1, 4] },
      [
        { name: "sum", op: "AddV2", input: ["parts:1", "parts", "^nothing"] },
        { name: "nothing", op: "NoOp" },
        { name: "parts", op: "Split", input: ["axis", "x"], attr: { num_split: attr.int(2) } },
      ],
      { axis: ints([], [1]) },
    );
    const [found] = run(model, { x: f32([1, 4], [1, 2, 3, 4]) });
    expect([...(found?.data ?? [])]).toEqual([4, 6]);
    const { sourceNodes } = importTfjs(model.bytes, { shards: model.shards });
    expect(sourceNodes.map(({ name }) => name)).toEqual(["parts", "sum"]);
  });

  test("shapes computed from shapes are evaluated", () => {
    const model = graphModel(
      { x: [2, 3] },
      [
        { name: "shape", op: "Shape", input: ["x"] },
        {
          name: "rows",
          op: "StridedSlice",
          input: ["shape", "zero", "one", "one"],
          attr: { shrink_axis_mask: attr.int(1) },
        },
        { name: "dims", op: "Pack", input: ["rows", "rest"] },
        { name: "flat", op: "Reshape", input: ["x", "dims"] },
      ],
      { zero: ints([1], [0]), one: ints([1], [1]), rest: ints([], [3]) },
    );
    const { graph, eliminated } = importTfjs(model.bytes, { shards: model.shards });
    expect(graph.nodes.map(({ op }) => op)).toEqual([]);
    expect([...eliminated.keys()]).toEqual(["shape", "rows", "dims", "flat"]);
  });
});
