import { describe, expect, test } from "vitest";
import { scalar, tensor } from "../../../../ir/tensor.ts";
import { expectOperator, importOperator, type OperatorCase, opsOf } from "../../../support/onnx-operator.ts";

const int64 = (values: readonly number[]) => tensor("int64", [values.length], values);
/** The largest 64-bit integer, which exporters write for "to the end", as near as a double comes from below. */
const toTheEnd = 2 ** 63 - 1024;

/** Expects agreement with ONNX Runtime and these operators. */
const expectOps = async (operator: OperatorCase, ops: readonly string[]): Promise<void> => {
  expect(opsOf(await expectOperator(operator))).toEqual(ops);
};

describe("Slice", () => {
  test.each([
    { starts: [1], ends: [3] },
    { starts: [-2, 1], ends: [2 ** 31 - 1, -1], axes: [2, 0] },
    { starts: [-100], ends: [100], axes: [1] },
    { starts: [3], ends: [1], axes: [1] },
  ])("opset 7: %j", async attributes => {
    await expectOps({ opType: "Slice", opset: 7, operands: ["f32[4,5,3]"], attributes }, ["slice"]);
  });

  const bounds: [starts: number[], ends: number[], axes?: number[], steps?: number[]][] = [
    [
      [1, 0, 2],
      [3, 5, 3],
    ],
    [[0], [toTheEnd], [-1]],
    [[1], [-1], [1], [2]],
    [[toTheEnd], [-toTheEnd], [1], [-1]],
    [
      [-1, 3],
      [-6, 0],
      [1, 0],
      [-2, -1],
    ],
    [[-100], [-200], [0], [-1]],
    [[4], [2], [1], [3]],
  ];
  test.each(bounds)("opset 13: from %j to %j on %j by %j", async (starts, ends, axes, steps) => {
    const operands = [
      "f32[4,5,3]",
      ...[starts, ends, axes, steps].flatMap(list => (list === undefined ? [] : [int64(list)])),
    ];
    await expectOps({ opType: "Slice", opset: 13, operands }, ["slice"]);
  });

  test("what does not fit is refused", () => {
    const slice = (...lists: number[][]) => ({ opType: "Slice", opset: 13, operands: ["f32[4]", ...lists.map(int64)] });
    expect(() => importOperator(slice([0], [1, 2]))).toThrow("its starts, ends, axes and steps differ in number");
    expect(() => importOperator(slice([0], [1], [0], [0]))).toThrow("a step of 0 never ends");
    expect(() => importOperator(slice([0], [1], [1]))).toThrow("its axis 1 lies outside the 1 axes");
    expect(() => importOperator(slice([0, 0], [1, 1], [0, -1]))).toThrow("its axes [0,-1] name an axis twice");
  });
});

describe("Split", () => {
  test.each([
    [7, {}, []],
    [7, { split: [1, 3, 2], axis: 1 }, []],
    [13, { axis: -1 }, [int64([2, 0, 4])]],
    [13, { axis: 1 }, []],
    [18, { axis: 1, num_outputs: 3 }, []],
  ] as const)("opset %i: %j", async (opset, attributes, more) => {
    const operands = ["f32[3,6,6]", ...more];
    await expectOps({ opType: "Split", opset, operands, attributes, results: 3 }, ["slice", "slice", "slice"]);
  });

  test("opset 18: the last part may be smaller", async () => {
    const graph = await expectOperator({
      opType: "Split",
      opset: 18,
      operands: ["f32[7,2]"],
      attributes: { num_outputs: 3 },
      results: 3,
    });
    expect(graph.nodes.map(({ results }) => results[0]?.type.dims)).toEqual([
      [3, 2],
      [3, 2],
      [1, 2],
    ]);
  });

  test("what does not fit is refused", () => {
    const split = (opset: number, attributes: Readonly<Record<string, number | number[]>>) => ({
      opType: "Split",
      opset,
      operands: ["f32[7]"],
      attributes,
      results: 2,
    });
    expect(() => importOperator(split(11, {}))).toThrow("an axis of 7 does not split into 2 equal parts");
    expect(() => importOperator(split(11, { split: [3, 3] }))).toThrow(
      "parts of [3,3] do not make 2 results of an axis of 7",
    );
    expect(() => importOperator(split(18, { num_outputs: 4 }))).toThrow("it makes 4 parts, but has 2 results");
  });
});

describe("Squeeze, Unsqueeze and Flatten", () => {
  test.each([
    ["Squeeze", 11, "f32[1,3,1,2]", { axes: [0, 2] }, []],
    ["Squeeze", 11, "f32[1,3,1,2]", {}, []],
    ["Squeeze", 13, "f32[1,3,1,2]", {}, [int64([-2])]],
    ["Squeeze", 13, "f32[1,3,1,2]", {}, []],
    ["Unsqueeze", 11, "f32[3,2]", { axes: [3, 0] }, []],
    ["Unsqueeze", 13, "f32[3,2]", {}, [int64([-1, 1])]],
    ["Flatten", 7, "f32[2,3,4]", {}, []],
    ["Flatten", 7, "f32[2,3,4]", { axis: 0 }, []],
    ["Flatten", 13, "f32[2,3,4]", { axis: 3 }, []],
    ["Flatten", 13, "f32[2,3,4]", { axis: -1 }, []],
  ] as const)("%s, opset %i, of %s: %j", async (opType, opset, input, attributes, more) => {
    await expectOps({ opType, opset, operands: [input, ...more], attributes }, ["reshape"]);
  });

  test("an axis of more than one element can't be squeezed", () => {
    const squeeze = { opType: "Squeeze", opset: 11, operands: ["f32[1,3]"], attributes: { axes: [1] } };
    expect(() => importOperator(squeeze)).toThrow("axis 1 has 3 elements and can't be squeezed");
  });
});

describe("Transpose and Concat", () => {
  test.each([[{}], [{ perm: [1, 2, 0] }]])("Transpose %j", async attributes => {
    await expectOps({ opType: "Transpose", opset: 13, operands: ["f32[2,3,4]"], attributes }, ["transpose"]);
  });

  test.each([
    [7, 1],
    [13, -2],
  ])("Concat, opset %i, on axis %i", async (opset, axis) => {
    const operands = ["f32[2,3,2]", "f32[2,1,2]", "f32[2,4,2]"];
    await expectOps({ opType: "Concat", opset, operands, attributes: { axis } }, ["concat"]);
  });

  test("Concat of one is nothing", async () => {
    await expectOps({ opType: "Concat", opset: 13, operands: ["f32[2]"], attributes: { axis: 0 } }, []);
  });
});

describe("Gather and its kin", () => {
  test.each([
    [7, {}, tensor("int64", [2, 2], [0, 3, 1, 0])],
    [13, { axis: -1 }, tensor("int32", [3], [-1, 0, -3])],
    [13, { axis: 1 }, scalar("int64", -2)],
  ])("Gather, opset %i, %j", async (opset, attributes, indices) => {
    await expectOps({ opType: "Gather", opset, operands: ["f32[4,2,3]", indices], attributes }, ["gather"]);
  });

  test("Gather at indices that only running shows", async () => {
    const operator = { opType: "Gather", opset: 13, operands: ["f32[4,2]", "int64[3]"], elements: { 1: [-4, 3, -1] } };
    await expectOps(operator, ["gather"]);
  });

  test("a constant index out of range is refused", () => {
    const operands = [tensor("f32", [4], [1, 2, 3, 4]), int64([4])];
    expect(() => importOperator({ opType: "Gather", opset: 13, operands })).toThrow(
      "gather: index 4 is outside an axis of 4 elements",
    );
  });

  test.each([
    [{}, tensor("int64", [2, 3], [0, -1, 2, 3, 1, -4])],
    [{ axis: -1 }, tensor("int64", [4, 1], [2, 1, 0, -3])],
  ])("GatherElements %j", async (attributes, indices) => {
    const operands = ["f32[4,3]", indices];
    await expectOps({ opType: "GatherElements", opset: 13, operands, attributes }, ["gather_elements"]);
  });

  test.each([
    [11, {}, tensor("int64", [2, 2], [0, 1, 3, -2])],
    [11, {}, tensor("int64", [2, 1, 1], [1, -1])],
    [13, { batch_dims: 1 }, tensor("int64", [4, 1], [0, 1, 1, -1])],
  ])("GatherND, opset %i, %j", async (opset, attributes, indices) => {
    const operands = ["f32[4,2,3]", indices];
    await expectOps({ opType: "GatherND", opset, operands, attributes }, ["gather_nd"]);
  });
});

describe("Scatter and its kin", () => {
  const indices = tensor("int64", [2, 3], [0, 2, -1, 0, 1, 3]);

  test.each([
    ["Scatter", 9, {}],
    ["ScatterElements", 11, { axis: -2 }],
    ["ScatterElements", 16, { reduction: "add" }],
    ["ScatterElements", 16, { reduction: "mul" }],
    ["ScatterElements", 18, { reduction: "max" }],
    ["ScatterElements", 18, { reduction: "min" }],
  ])("%s, opset %i, %j", async (opType, opset, attributes) => {
    // Scatter does not count from the back.
    const places = opset < 11 ? tensor("int64", [2, 3], [0, 2, 3, 1, 1, 0]) : indices;
    const operands = ["f32[4,3]", places, "f32[2,3]"];
    await expectOps({ opType, opset, operands, attributes }, ["scatter_elements"]);
  });

  test.each([
    [11, {}],
    [16, { reduction: "add" }],
    [18, { reduction: "max" }],
  ])("ScatterND, opset %i, %j", async (opset, attributes) => {
    const operands = ["f32[4,2,3]", tensor("int64", [3, 1], [2, 0, 2]), "f32[3,2,3]"];
    await expectOps({ opType: "ScatterND", opset, operands, attributes }, ["scatter_nd"]);
  });

  test("ScatterND at single elements", async () => {
    const operands = ["int32[2,3]", tensor("int64", [2, 2], [1, -1, 0, 1]), "int32[2]"];
    await expectOps({ opType: "ScatterND", opset: 13, operands }, ["scatter_nd"]);
  });
});

describe("Pad", () => {
  test.each([
    { pads: [0, 1, 2, 3] },
    { pads: [1, 0, 0, 2], mode: "constant", value: 2.5 },
    { pads: [2, 3, 1, 2], mode: "reflect" },
    { pads: [3, 0, 1, 5], mode: "edge" },
  ])("opset 7: %j", async attributes => {
    await expectOps({ opType: "Pad", opset: 7, operands: ["f32[3,4]"], attributes }, ["pad"]);
  });

  test("opset 11: amounts and value are operands", async () => {
    await expectOps({ opType: "Pad", opset: 11, operands: ["f32[3,4]", int64([1, 0, 0, 2]), scalar("f32", -1)] }, [
      "pad",
    ]);
    await expectOps({ opType: "Pad", opset: 13, operands: ["int64[3]", int64([1, 1]), scalar("int64", 7)] }, ["pad"]);
  });

  test("opset 11: negative amounts take away", async () => {
    await expectOps({ opType: "Pad", opset: 11, operands: ["f32[4,5]", int64([-1, 2, 1, -3])] }, ["slice", "pad"]);
  });

  test("opset 18: amounts belong to the named axes", async () => {
    const operands = ["f32[2,3,4]", int64([1, 2, 3, 0]), "", int64([-1, 0])];
    await expectOps({ opType: "Pad", opset: 18, operands }, ["pad"]);
  });

  test("opset 19: wraps around", async () => {
    const operator = {
      opType: "Pad",
      opset: 19,
      operands: ["f32[2,3]", int64([1, 2, 0, 3])],
      attributes: { mode: "wrap" },
    };
    await expectOps(operator, ["pad"]);
  });

  test("reflecting needs enough elements", () => {
    const operator = { opType: "Pad", opset: 11, operands: ["f32[3]", int64([3, 0])], attributes: { mode: "reflect" } };
    expect(() => importOperator(operator)).toThrow("reflect has too few elements in f32[3] for pads [3,0]");
  });
});

describe("Expand and Tile", () => {
  test.each([[[2, 3, 4]], [[3, 1]], [[1]], [[5, 1, 3, 4]]])("Expand to %j", async shape => {
    await expectOps({ opType: "Expand", opset: 8, operands: ["f32[3,1]", int64(shape)] }, ["expand"]);
  });

  test("Tile", async () => {
    await expectOps({ opType: "Tile", opset: 13, operands: ["f32[2,1,3]", int64([2, 3, 1])] }, ["tile"]);
  });

  test("what does not broadcast is refused", () => {
    expect(() => importOperator({ opType: "Expand", opset: 8, operands: ["f32[3]", int64([2])] })).toThrow(
      "[3] does not broadcast to [2]",
    );
    expect(() => importOperator({ opType: "Expand", opset: 8, operands: [scalar("f32", 1), int64([-2])] })).toThrow(
      "f32[] does not broadcast to [-2]",
    );
  });
});

describe("DepthToSpace and SpaceToDepth", () => {
  test.each([
    ["DepthToSpace", 7, "f32[2,8,3,2]", {}],
    ["DepthToSpace", 11, "f32[2,8,3,2]", { mode: "CRD" }],
    ["DepthToSpace", 13, "f32[1,18,2,3]", { mode: "DCR", blocksize: 3 }],
    ["SpaceToDepth", 7, "f32[2,3,4,6]", {}],
  ])("%s, opset %i, of %s, %j", async (opType, opset, input, attributes) => {
    const graph = await expectOperator({
      opType,
      opset,
      operands: [input],
      attributes: { blocksize: 2, ...attributes },
    });
    expect(graph.nodes).toHaveLength(1);
  });
});

describe("constants of shapes", () => {
  const shapeOf = int64([2, 3]);

  test("ConstantOfShape", async () => {
    await expectOps({ opType: "ConstantOfShape", opset: 9, operands: [shapeOf] }, []);
    const attributes = { value: tensor("int64", [1], [7]) };
    const graph = await expectOperator({ opType: "ConstantOfShape", opset: 20, operands: [shapeOf], attributes });
    expect(graph.constants.map(({ data }) => Array.from(data ?? []))).toEqual([[7, 7, 7, 7, 7, 7]]);
  });

  test.each([
    ["int64", 2, 11, 3],
    ["int32", 5, -4, -2],
    ["f32", 0.5, 2, 0.1],
    ["int64", 3, 3, 1],
  ] as const)("Range of %s from %d to %d by %d", async (dtype, start, limit, delta) => {
    await expectOps(
      { opType: "Range", opset: 11, operands: [start, limit, delta].map(number => scalar(dtype, number)) },
      [],
    );
  });

  test("a Range without end is refused", () => {
    const range = (delta: number) => ({
      opType: "Range",
      opset: 11,
      operands: [0, 1, delta].map(it => scalar("f32", it)),
    });
    expect(() => importOperator(range(0))).toThrow("a range from 0 to 1 by 0 is longer than");
    expect(() => importOperator(range(1e-30))).toThrow("is longer than 1048576 elements");
  });

  test("NonZero of known data", async () => {
    await expectOps({ opType: "NonZero", opset: 13, operands: [tensor("f32", [2, 3], [0, 1, 0, -2, 0, 3])] }, []);
    expect(() => importOperator({ opType: "NonZero", opset: 13, operands: ["f32[3]"] })).toThrow(
      "NonZero cannot be mapped: the size of its result depends on the data",
    );
  });
});
