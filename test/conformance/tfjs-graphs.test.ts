/** TensorFlow operators run by TensorFlow.js itself and by what we import: the same numbers for every operator that is read. */
import { beforeAll, describe, expect, test } from "vitest";
import { convertedOpTypes } from "../../ir/import/tfjs/graph/converters/index.ts";
import { elementCount, tensor, type Tensor, tensorType } from "../../ir/tensor.ts";
import { randomStream } from "../../support/random.ts";
import { randomTensor } from "../support/onnx-runtime.ts";
import { attr, graphModel, type TestNode } from "../support/tfjs-model.ts";
import { expectSame, openOracle, runGraphModel, runImported } from "../support/tfjs-oracle.ts";

type Attributes = NonNullable<TestNode["attr"]>;

interface Case {
  readonly op: string;
  readonly does: string;
  /** Dims of the inputs x0, x1, …, which are reals between -2 and 2. */
  readonly shapes: readonly (readonly number[])[];
  /** Further operands: constants. */
  readonly constants: readonly Tensor[];
  /** Operands in order: inputs are called x0, x1, …, constants c0, c1, …; inputs first unless given. */
  readonly operands?: readonly string[];
  readonly attributes: Attributes;
  /** Operators around it: makes the operands that are no reals, or turns the result into numbers. */
  readonly around?: Partial<Record<"before" | "after", readonly TestNode[]>>;
  readonly results?: number;
}

const f32 = (dims: readonly number[], seed = 7): Tensor => randomTensor(tensorType("f32", dims), randomStream(seed));
const ints = (...values: readonly number[]): Tensor => tensor("int32", [values.length], values);
const int = (value: number): Tensor => tensor("int32", [], [value]);
const real = attr.type("DT_FLOAT");
const whole = attr.type("DT_INT32");

const image = [1, 5, 6, 4];
const on = (
  op: string,
  does: string,
  shape: readonly number[],
  constants: readonly Tensor[],
  attributes: Attributes = {},
  more: Partial<Case> = {},
): Case => ({
  op,
  does,
  shapes: [shape],
  constants,
  attributes: { T: real, ...attributes },
  ...more,
});
const unary = (op: string, attributes: Attributes = {}): Case => on(op, "", [2, 3, 4], [], attributes);
/** Of reals from 0.1: what roots and logarithms take. */
const positive = (op: string): Case =>
  on(
    op,
    "of positive numbers",
    [2, 6],
    [tensor("f32", [], [0.1])],
    {},
    {
      operands: ["it.x"],
      around: {
        before: [
          { name: "it.abs", op: "Abs", input: ["x0"], attr: { T: real } },
          { name: "it.x", op: "AddV2", input: ["it.abs", "c0"], attr: { T: real } },
        ],
      },
    },
  );
const binary = (op: string): Case => ({
  op,
  does: "with broadcasting",
  shapes: [
    [2, 3, 4],
    [3, 1],
  ],
  constants: [],
  attributes: { T: real },
});
const asNumbers: TestNode = {
  name: "number",
  op: "Cast",
  input: ["it"],
  attr: { SrcT: attr.type("DT_BOOL"), DstT: real },
};
const compared = (op: string): Case => ({ ...binary(op), around: { after: [asNumbers] } });
const bools: readonly TestNode[] = [
  { name: "b0", op: "Greater", input: ["x0", "x1"], attr: { T: real } },
  { name: "b1", op: "Less", input: ["x0", "c0"], attr: { T: real } },
];
const logical = (op: string, operands: readonly string[]): Case => ({
  op,
  does: "of comparisons",
  shapes: [
    [2, 3],
    [2, 3],
  ],
  constants: [tensor("f32", [], [0.3])],
  operands,
  attributes: {},
  around: { before: bools, after: [asNumbers] },
});
const reduced = (op: string): readonly Case[] => [
  on(op, "to vectors", [2, 3, 4], [ints(1)], { keep_dims: attr.flag(false), Tidx: whole }),
  on(op, "keeping axes", image, [ints(1, 2)], { keep_dims: attr.flag(true), Tidx: whole }),
];
const window = (padding: string, stride = 1, more: Attributes = {}): Attributes => ({
  strides: attr.ints(1, stride, stride, 1),
  padding: attr.text(padding),
  data_format: attr.text("NHWC"),
  dilations: attr.ints(1, 1, 1, 1),
  ...more,
});
const pooled = (op: string): readonly Case[] =>
  ["SAME", "VALID"].map(padding => on(op, padding, image, [], { ...window(padding, 2), ksize: attr.ints(1, 3, 2, 1) }));
const normalized = (op: string): Case =>
  on(op, "", image, [f32([4], 1), f32([4], 2), f32([4], 3), tensor("f32", [4], [0.5, 1, 2, 3])], {
    epsilon: attr.float(0.001),
    data_format: attr.text("NHWC"),
    is_training: attr.flag(false),
  });

const cases: readonly Case[] = [
  ...[
    "Abs",
    "Ceil",
    "Cos",
    "Elu",
    "Erf",
    "Exp",
    "Floor",
    "Identity",
    "Neg",
    "OnesLike",
    "Reciprocal",
    "Relu",
    "Relu6",
    "Round",
    "Selu",
    "Sigmoid",
    "Sign",
    "Sin",
    "Softplus",
    "Square",
    "StopGradient",
    "Tanh",
    "ZerosLike",
  ].map(op => unary(op)),
  unary("LeakyRelu", { alpha: attr.float(0.3) }),
  ...["Log", "Rsqrt", "Sqrt"].map(positive),
  ...["Add", "AddV2", "Div", "FloorDiv", "Maximum", "Minimum", "Mul", "RealDiv", "SquaredDifference", "Sub"].map(
    binary,
  ),
  ...["Equal", "Greater", "GreaterEqual", "Less", "LessEqual", "NotEqual"].map(compared),
  logical("LogicalAnd", ["b0", "b1"]),
  logical("LogicalOr", ["b0", "b1"]),
  logical("LogicalNot", ["b0"]),
  ...["Select", "SelectV2"].map((op): Case => ({
    op,
    does: "by a comparison",
    shapes: [
      [2, 3],
      [2, 3],
    ],
    constants: [tensor("f32", [], [0.3])],
    operands: ["b0", "x0", "x1"],
    attributes: { T: real },
    around: { before: bools },
  })),
  {
    op: "AddN",
    does: "",
    shapes: [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
    constants: [],
    attributes: { T: real, N: attr.int(3) },
  },
  on("Pow", "", [2, 3], [tensor("f32", [], [2])]),
  on("Prelu", "a slope for each channel", image, [f32([4])]),
  on("ClipByValue", "", [2, 3], [tensor("f32", [], [-0.5]), tensor("f32", [], [0.7])]),
  on("Cast", "to whole numbers", [2, 3], [], { SrcT: real, DstT: whole }),
  ...["Max", "Mean", "Min", "Prod", "Sum"].flatMap(reduced),
  ...["All", "Any"].map((op): Case => ({
    ...logical(op, ["b0", "c1"]),
    constants: [tensor("f32", [], [0.3]), ints(1)],
    attributes: { keep_dims: attr.flag(false), Tidx: whole },
  })),
  ...["ArgMax", "ArgMin"].map(op => on(op, "", [2, 5, 3], [int(1)], { Tidx: whole, output_type: whole })),
  on("Cumsum", "exclusive, from the end", [2, 5], [int(1)], { exclusive: attr.flag(true), reverse: attr.flag(true) }),
  unary("Softmax"),
  unary("LogSoftmax"),
  on("TopKV2", "", [2, 7], [int(3)], { sorted: attr.flag(true) }, { results: 2 }),
  ...["SAME", "VALID"].flatMap(padding => [
    on("Conv2D", padding, image, [f32([3, 3, 4, 3])], window(padding, 2)),
    on("DepthwiseConv2dNative", padding, image, [f32([3, 2, 4, 2])], window(padding)),
    on(
      "_FusedConv2D",
      padding,
      image,
      [f32([3, 3, 4, 3]), f32([3], 2)],
      window(padding, 1, { fused_ops: attr.texts("BiasAdd", "Relu6"), num_args: attr.int(1) }),
    ),
    on(
      "FusedDepthwiseConv2dNative",
      padding,
      image,
      [f32([3, 3, 4, 1]), f32([4], 2)],
      window(padding, 1, { fused_ops: attr.texts("BiasAdd", "Relu"), num_args: attr.int(1) }),
    ),
  ]),
  on("Conv2D", "dilated", image, [f32([3, 2, 4, 3])], window("SAME", 1, { dilations: attr.ints(1, 2, 2, 1) })),
  on(
    "Conv2D",
    "padding of its own",
    image,
    [f32([3, 2, 4, 3])],
    window("EXPLICIT", 1, { explicit_paddings: attr.ints(0, 0, 1, 2, 0, 1, 0, 0) }),
  ),
  on(
    "_FusedConv2D",
    "leaky",
    image,
    [f32([1, 1, 4, 3]), f32([3], 2)],
    window("SAME", 1, {
      fused_ops: attr.texts("BiasAdd", "LeakyRelu"),
      num_args: attr.int(1),
      leakyrelu_alpha: attr.float(0.2),
    }),
  ),
  on(
    "_FusedConv2D",
    "with slopes",
    image,
    [f32([1, 1, 4, 3]), f32([3], 2), f32([3], 4)],
    window("SAME", 1, { fused_ops: attr.texts("BiasAdd", "Prelu"), num_args: attr.int(2) }),
  ),
  on("DepthwiseConv2d", "", image, [f32([3, 2, 4, 2])], window("SAME")),
  on("Conv2DBackpropInput", "SAME", [1, 3, 2, 3], [ints(1, 6, 4, 2), f32([3, 3, 2, 3])], window("SAME", 2), {
    operands: ["c0", "c1", "x0"],
  }),
  on("Conv2DBackpropInput", "VALID", [1, 3, 2, 3], [ints(1, 7, 5, 2), f32([3, 3, 2, 3])], window("VALID", 2), {
    operands: ["c0", "c1", "x0"],
  }),
  ...pooled("AvgPool"),
  ...pooled("MaxPool"),
  ...["FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"].map(normalized),
  on("BiasAdd", "", image, [f32([4])], { data_format: attr.text("NHWC") }),
  on("MatMul", "", [3, 4], [f32([4, 2])], { transpose_a: attr.flag(false), transpose_b: attr.flag(false) }),
  on("MatMul", "both transposed", [4, 3], [f32([2, 4])], {
    transpose_a: attr.flag(true),
    transpose_b: attr.flag(true),
  }),
  on("_FusedMatMul", "", [3, 4], [f32([4, 2]), f32([2], 3)], {
    fused_ops: attr.texts("BiasAdd", "Elu"),
    num_args: attr.int(1),
    transpose_a: attr.flag(false),
    transpose_b: attr.flag(false),
  }),
  ...["BatchMatMul", "BatchMatMulV2"].map((op): Case => ({
    op,
    does: "",
    shapes: [
      [2, 3, 4],
      [2, 5, 4],
    ],
    constants: [],
    attributes: { T: real, adj_x: attr.flag(false), adj_y: attr.flag(true) },
  })),
  on("ResizeBilinear", "between corners", image, [ints(7, 9)], {
    align_corners: attr.flag(false),
    half_pixel_centers: attr.flag(false),
  }),
  on("ResizeBilinear", "of pixels' centers", image, [ints(10, 12)], {
    align_corners: attr.flag(false),
    half_pixel_centers: attr.flag(true),
  }),
  on("ResizeBilinear", "corner to corner", image, [ints(7, 9)], {
    align_corners: attr.flag(true),
    half_pixel_centers: attr.flag(false),
  }),
  on("ResizeNearestNeighbor", "", image, [ints(10, 12)], {
    align_corners: attr.flag(false),
    half_pixel_centers: attr.flag(false),
  }),
  on("ResizeNearestNeighbor", "of pixels' centers", image, [ints(7, 9)], {
    align_corners: attr.flag(false),
    half_pixel_centers: attr.flag(true),
  }),
  on("DepthToSpace", "", image, [], { block_size: attr.int(2), data_format: attr.text("NHWC") }),
  on("SpaceToBatchND", "", [1, 4, 6, 2], [ints(2, 2), tensor("int32", [2, 2], [1, 1, 0, 2])]),
  on("BatchToSpaceND", "", [4, 3, 2, 2], [ints(2, 2), tensor("int32", [2, 2], [1, 0, 0, 1])]),
  on("BroadcastTo", "", [3, 1], [ints(2, 3, 4)], { Tidx: whole }),
  on("ConcatV2", "of channels", image, [f32([1, 5, 6, 2]), int(3)], { N: attr.int(2), Tidx: whole }),
  on("ExpandDims", "", [2, 3], [int(1)]),
  on(
    "Fill",
    "",
    [2],
    [ints(2, 3), tensor("f32", [], [1.5]), ints(0, 1)],
    {},
    {
      operands: ["c0", "c1"],
      around: {
        after: [
          { name: "sum", op: "Sum", input: ["it", "c2"], attr: { T: real, keep_dims: attr.flag(false) } },
          { name: "y", op: "AddV2", input: ["sum", "x0"], attr: { T: real } },
        ],
      },
    },
  ),
  on("GatherV2", "", [5, 3], [ints(4, 0, 2), int(0)], { batch_dims: attr.int(0) }),
  on("MirrorPad", "", [3, 4], [tensor("int32", [2, 2], [1, 2, 0, 3])], { mode: attr.text("REFLECT") }),
  on(
    "OneHot",
    "of places of maxima",
    [3, 4],
    [int(1), int(4), tensor("f32", [], [2]), tensor("f32", [], [-1])],
    { axis: attr.int(-1) },
    {
      operands: ["place", "c1", "c2", "c3"],
      around: { before: [{ name: "place", op: "ArgMax", input: ["x0", "c0"], attr: { T: real, output_type: whole } }] },
    },
  ),
  {
    op: "Pack",
    does: "",
    shapes: [
      [2, 3],
      [2, 3],
    ],
    constants: [],
    attributes: { T: real, N: attr.int(2), axis: attr.int(1) },
  },
  on("Pad", "", [2, 3], [tensor("int32", [2, 2], [1, 0, 2, 1])]),
  on("PadV2", "", [2, 3], [tensor("int32", [2, 2], [1, 0, 2, 1]), tensor("f32", [], [9])]),
  on("Reshape", "", [2, 6], [ints(3, -1)]),
  on("ReverseV2", "", [2, 3, 4], [ints(0, 2)]),
  on("Slice", "", [4, 5], [ints(1, 2), ints(2, -1)]),
  on("Split", "", [2, 6], [int(1)], { num_split: attr.int(3) }, { operands: ["c0", "x0"], results: 3 }),
  on("SplitV", "", [2, 6], [ints(1, 2, 3), int(1)], { num_split: attr.int(3) }, { results: 3 }),
  on("Squeeze", "", [2, 1, 3, 1], [], { squeeze_dims: attr.ints(1, 3) }),
  // With negative steps, or a step beside a dropped axis, the library itself takes other elements than TensorFlow (4.22).
  on("StridedSlice", "with masks", [4, 5, 3], [ints(1, 1, 0), ints(3, 0, 1), ints(1, 1, 1)], {
    begin_mask: attr.int(1),
    end_mask: attr.int(2),
    ellipsis_mask: attr.int(0),
    new_axis_mask: attr.int(0),
    shrink_axis_mask: attr.int(4),
  }),
  on("StridedSlice", "with steps", [7, 5, 3], [ints(1, 1, 0), ints(6, 5, 3), ints(2, 3, 1)], {
    begin_mask: attr.int(0),
    end_mask: attr.int(0),
    ellipsis_mask: attr.int(0),
    new_axis_mask: attr.int(0),
    shrink_axis_mask: attr.int(0),
  }),
  on("Tile", "", [2, 3], [ints(2, 3)]),
  on("Transpose", "", [2, 3, 4], [ints(2, 0, 1)], { Tperm: whole }),
  on("Unpack", "", [2, 3], [], { axis: attr.int(0), num: attr.int(2) }, { results: 2 }),
];

/** Rank and Shape are known at import, so that nothing of them is run; the library itself has no SpaceToDepth. */
const notCompared = ["Rank", "Shape", "SpaceToDepth"];

beforeAll(async () => {
  await openOracle();
});

describe("what TensorFlow.js computes with an operator", () => {
  test.each(cases)("$op $does", async ({ op, shapes, constants, operands, attributes, around, results = 1 }) => {
    const feeds = Object.fromEntries(shapes.map((dims, i) => [`x${i}`, f32(dims, i + 11)]));
    const weights = Object.fromEntries(constants.map((it, i) => [`c${i}`, it]));
    const inputs = operands ?? [...Object.keys(feeds), ...constants.map((_, i) => `c${i}`)];
    // Every result is read, so that it counts.
    const readers = Array.from({ length: results - 1 }, (_, i) => ({
      name: `result${i + 1}`,
      op: "Identity",
      input: [`it:${i + 1}`],
      attr: { T: real },
    }));
    const own: TestNode = { name: "it", op, input: inputs, attr: attributes };
    const first: readonly TestNode[] =
      results > 1 ? [{ name: "result0", op: "Identity", input: ["it"], attr: { T: real } }] : [];
    const model = graphModel(
      Object.fromEntries(shapes.map((dims, i) => [`x${i}`, dims])),
      [...(around?.before ?? []), own, ...first, ...readers, ...(around?.after ?? [])],
      weights,
    );
    const expected = await runGraphModel(model, feeds);
    expect(expected.reduce((sum, { type }) => sum + elementCount(type.dims), 0)).toBeGreaterThan(0);
    expectSame(runImported(model, feeds), expected);
  });
});

test("every operator that is read is compared with TensorFlow.js", () => {
  const tried = new Set([...cases.map(({ op }) => op), ...notCompared]);
  expect(convertedOpTypes.filter(name => !tried.has(name))).toEqual([]);
});
