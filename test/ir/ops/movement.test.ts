import { describe, expect, test } from "vitest";
import type { OpAttributeInput, OpName } from "../../../ir/ops/index.ts";
import { faultsOf, inferredTypes, typeOf, workOf } from "../../support/operators.ts";

const moved = { macs: 0, vectorOperations: 0 };

/** Expects the result's type for legal operands, and that the node does nothing but move data. */
const expectMove = <O extends OpName>(
  op: O,
  operands: readonly string[],
  attributes: OpAttributeInput<O>,
  result: string,
): void => {
  expect(inferredTypes(op, operands, attributes)).toEqual([typeOf(result)]);
  expect(workOf(op, operands, attributes)).toEqual(moved);
};

describe("reshape", () => {
  test("is free, as it moves nothing", () => {
    expect(inferredTypes("reshape", ["f32[2,6]"], { shape: [3, 4] })).toEqual([typeOf("f32[3,4]")]);
    expect(workOf("reshape", ["f32[2,6]"], { shape: [3, 4] }).free).toMatch(/moves no data/);
  });

  test("needs as many elements, and dims that can be", () => {
    expect(faultsOf("reshape", ["f32[2,6]"], { shape: [5] })).toEqual(["f32[2,6] does not fill shape [5]"]);
    expect(faultsOf("reshape", ["f32[2,6]"], { shape: [-3, -4] })).toEqual(["f32[2,6] does not fill shape [-3,-4]"]);
  });
});

test("transpose", () => {
  expectMove("transpose", ["f16[2,3,4]"], { permutation: [2, 0, 1] }, "f16[4,2,3]");
  for (const permutation of [
    [0, 1],
    [0, 1, 1],
    [1, 2, 3],
  ])
    expect(faultsOf("transpose", ["f32[2,3,4]"], { permutation })[0]).toMatch(/does not name each of 3 axes once$/);
});

test("concat", () => {
  expectMove("concat", ["bool[2,3]", "bool[2,0]", "bool[2,4]"], { axis: 1 }, "bool[2,7]");
  expect(faultsOf("concat", ["f32[2,3]", "f16[2,3]", "f32[3,3]", "f32[2]"], { axis: 1 })).toEqual([
    "inputs must share a type, found f32[2,3] and f16[2,3]",
    "f32[2,3] and f32[3,3] differ beside axis 1",
    "f32[2,3] and f32[2] differ beside axis 1",
  ]);
  expect(faultsOf("concat", ["f32[2,3]"], { axis: 2 })).toEqual(["axis 2 is outside 0…1"]);
  expect(faultsOf("concat", [], { axis: 0 })).toEqual(["takes operands (inputs...), found 0"]);
});

test("slice", () => {
  expectMove("slice", ["f32[4,5,6]"], { starts: [3, 0], ends: [-1, 5], axes: [0, 2], steps: [-2, 2] }, "f32[2,5,3]");
  const along = (start: number, end: number, step: number) =>
    faultsOf("slice", ["f32[4]"], { starts: [start], ends: [end], axes: [0], steps: [step] });
  expect(along(4, 4, 1)).toEqual([]);
  expect(along(0, 5, 1)).toEqual(["bounds 0..5 by 1 must lie in 0..4 on axis 0 of 4 elements"]);
  expect(along(4, 0, -1)).toEqual(["bounds 4..0 by -1 must lie in -1..3 on axis 0 of 4 elements"]);
  expect(along(0, 4, 0)).toEqual(["a step of 0 never ends"]);
  expect(faultsOf("slice", ["f32[4]"], { starts: [0], ends: [1, 2], axes: [0], steps: [1] })).toHaveLength(1);
  expect(faultsOf("slice", ["f32[4]"], { starts: [0, 0], ends: [1, 1], axes: [0, 0], steps: [1, 1] })).toEqual([
    "axes [0,0] name an axis twice",
  ]);
});

test("gathers", () => {
  expectMove("gather", ["f32[4,5,6]", "int64[2,3]"], { axis: 1 }, "f32[4,2,3,6]");
  expectMove("gather", ["f32[4,5]", "int32[]"], { axis: 0 }, "f32[5]");
  expectMove("gather_elements", ["f32[4,5]", "int64[9,5]"], { axis: 0 }, "f32[9,5]");
  expectMove("gather_nd", ["f32[4,5,6]", "int64[7,2]"], {}, "f32[7,6]");
  expectMove("gather_nd", ["f32[4,5,6]", "int64[4,7,1]"], { batch_dims: 1 }, "f32[4,7,6]");
  expect(faultsOf("gather", ["f32[4]", "f32[2]"], { axis: 1 })).toEqual([
    "axis 1 is outside 0…0",
    "indices must be int64 or int32, found f32[2]",
  ]);
  expect(faultsOf("gather_elements", ["f32[4,5]", "int64[4,6]"], { axis: 0 })).toEqual([
    "indices int64[4,6] do not lie within f32[4,5] beside axis 0",
  ]);
  expect(faultsOf("gather_nd", ["f32[4,5]", "int64[3,3]"], {})).toEqual([
    "tuples of 3 after 0 batch dims address more axes than f32[4,5] has",
  ]);
  expect(faultsOf("gather_nd", ["f32[4,5]", "int64[3,1]"], { batch_dims: 1 })).toEqual([
    "batch dims of f32[4,5] and int64[3,1] differ",
  ]);
  expect(faultsOf("gather_nd", ["f32[4,5]", "int64[3]"], { batch_dims: 1 })).toEqual([
    "indices int64[3] need more than 1 axes",
  ]);
});

describe("scatters", () => {
  test("move data, but an operation per update where they combine", () => {
    const elements = ["f32[4,5]", "int64[2,5]", "f32[2,5]"];
    expectMove("scatter_elements", elements, { axis: 0 }, "f32[4,5]");
    expect(workOf("scatter_elements", elements, { axis: 0, reduction: "add" }).vectorOperations).toBe(10);
    const slices = ["f32[4,5]", "int64[3,1]", "f32[3,5]"];
    expectMove("scatter_nd", slices, {}, "f32[4,5]");
    expect(workOf("scatter_nd", slices, { reduction: "max" }).vectorOperations).toBe(15);
  });

  test("name what does not fit", () => {
    expect(faultsOf("scatter_elements", ["f32[4]", "int64[2]", "f16[3]"], { axis: 0 })).toEqual([
      "input and updates must share a type, found f32[4] and f16[3]",
      "indices int64[2] and updates f16[3] differ in shape",
    ]);
    expect(faultsOf("scatter_elements", ["f32[4,5]", "int64[2]", "f32[2]"], { axis: 0 })).toEqual([
      "indices int64[2] must have as many axes as f32[4,5]",
    ]);
    expect(faultsOf("scatter_nd", ["f32[4,5]", "int64[3,1]", "f32[3,4]"], {})).toEqual([
      "updates must be [3,5], found f32[3,4]",
    ]);
    expect(faultsOf("scatter_nd", ["f32[4]", "int64[3,2]", "f32[3]"], {})).toEqual([
      "indices int64[3,2] must end in tuples of at most 1",
    ]);
  });
});

test("pad", () => {
  expectMove("pad", ["f32[2,3]"], { pads: [1, 0, 2, 4] }, "f32[5,7]");
  expect(faultsOf("pad", ["f32[2,3]"], { pads: [1, 2] })).toEqual(["pads must be 4 numbers ≥ 0, found [1,2]"]);
  expect(faultsOf("pad", ["f32[2]"], { pads: [-1, 0] })).toHaveLength(1);
  expect(faultsOf("pad", ["f32[3]"], { pads: [2, 2], mode: "reflect" })).toEqual([]);
  expect(faultsOf("pad", ["f32[3]"], { pads: [3, 0], mode: "reflect" })).toHaveLength(1);
  expect(faultsOf("pad", ["f32[0]"], { pads: [1, 0], mode: "edge" })).toHaveLength(1);
  expect(faultsOf("pad", ["f32[0]"], { pads: [1, 0] })).toEqual([]);
});

test("expand and tile", () => {
  expectMove("expand", ["f32[3,1]"], { shape: [2, 3, 4] }, "f32[2,3,4]");
  expect(faultsOf("expand", ["f32[3,1]"], { shape: [3] })).toEqual(["f32[3,1] does not broadcast to [3]"]);
  expect(faultsOf("expand", ["f32[]"], { shape: [-2] })).toHaveLength(1);
  expectMove("tile", ["f32[3,1]"], { repeats: [2, 5] }, "f32[6,5]");
  expect(faultsOf("tile", ["f32[3,1]"], { repeats: [2] })).toHaveLength(1);
});

test("depth_to_space and space_to_depth", () => {
  expectMove("depth_to_space", ["f32[1,9,224,224]"], { block: 3 }, "f32[1,1,672,672]");
  expectMove("space_to_depth", ["f32[1,3,8,6]"], { block: 2 }, "f32[1,12,4,3]");
  expect(faultsOf("depth_to_space", ["f32[1,6,2,2]"], { block: 2 })).toEqual([
    "6 channels do not split into blocks of 2×2",
  ]);
  expect(faultsOf("space_to_depth", ["f32[1,6,2,3]"], { block: 2 })).toEqual([
    "f32[1,6,2,3] does not split into blocks of 2×2",
  ]);
  expect(faultsOf("depth_to_space", ["f32[6,2,3]"], { block: 2 })).toEqual(["takes [N,C,H,W], found f32[6,2,3]"]);
});

describe("resize", () => {
  const doubled = { sizes: [1, 2, 6, 8], scales: [1, 1, 2, 2] };

  test("to the nearest moves data; interpolation takes a product per sample and the additions", () => {
    expectMove("resize", ["int8[1,2,3,4]"], doubled, "int8[1,2,6,8]");
    expect(workOf("resize", ["f32[1,2,3,4]"], { ...doubled, mode: "linear" }).vectorOperations).toBe(96 * 7);
    expect(workOf("resize", ["f32[1,2,3,4]"], { ...doubled, mode: "cubic" }).vectorOperations).toBe(96 * 31);
    const one = { sizes: [1, 2, 3, 8], scales: [1, 1, 1, 2], mode: "linear" } as const;
    expect(workOf("resize", ["f32[1,2,3,4]"], one).vectorOperations).toBe(48 * 3);
  });

  test("names what does not fit", () => {
    expect(faultsOf("resize", ["int8[4]"], { sizes: [2, 2], scales: [0], mode: "linear" })).toEqual([
      "the input of a linear resize must be of a float type, found int8[4]",
      "sizes must be one number ≥ 0 per axis of int8[4], found [2,2]",
      "scales must be one positive number per axis of int8[4], found [0]",
    ]);
    const crop = { sizes: [2], scales: [1], coordinate_transformation: "tf_crop_and_resize" } as const;
    expect(faultsOf("resize", ["f32[4]"], crop)).toEqual(["roi must be 2 numbers, found 0"]);
    expect(faultsOf("resize", ["f32[0]"], { sizes: [2], scales: [2] })).toEqual([
      "f32[0] has an axis without an element to sample",
    ]);
  });
});
