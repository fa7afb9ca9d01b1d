/** Operators that move data, against cases written down by hand, and against their inverses. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { elementCount, tensor, type Tensor } from "../../../ir/tensor.ts";
import { runOperator, tensorOfType, valuesOf } from "../../support/operators.ts";

const counted = (dims: readonly number[]): Tensor =>
  tensor(
    "int32",
    dims,
    Array.from({ length: elementCount(dims) }, (_, i) => i),
  );

const first = (results: readonly Tensor[]): Tensor => {
  const [result] = results;
  if (result === undefined) throw new Error("no result");
  return result;
};

const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });

describe("transpose", () => {
  test("puts axis permutation[i] at place i", () => {
    expect(valuesOf("transpose", [counted([2, 3])], { permutation: [1, 0] })).toEqual([0, 3, 1, 4, 2, 5]);
    const moved = first(runOperator("transpose", [counted([2, 1, 3])], { permutation: [2, 0, 1] }));
    expect(moved.type.dims).toEqual([3, 2, 1]);
    expect([...moved.data]).toEqual([0, 3, 1, 4, 2, 5]);
  });

  test("and its inverse cancel", () => {
    const shuffled = shapes.chain(dims =>
      fc.shuffledSubarray([...dims.keys()], { minLength: dims.length }).map(permutation => ({ dims, permutation })),
    );
    fc.assert(
      fc.property(shuffled, ({ dims, permutation }) => {
        const input = counted(dims);
        const moved = first(runOperator("transpose", [input], { permutation }));
        const inverse = dims.map((_, axis) => permutation.indexOf(axis));
        expect(runOperator("transpose", [moved], { permutation: inverse })).toEqual([input]);
      }),
    );
  });
});

describe("reshape, concat and slice", () => {
  test("reshape keeps the order", () => {
    expect(first(runOperator("reshape", [counted([2, 3])], { shape: [3, 1, 2] }))).toEqual(counted([3, 1, 2]));
  });

  test("concat joins along the axis", () => {
    const parts = [counted([2, 1]), counted([2, 2])];
    expect(valuesOf("concat", parts, { axis: 1 })).toEqual([0, 0, 1, 1, 2, 3]);
    expect(valuesOf("concat", [counted([1, 2]), counted([2, 2])], { axis: 0 })).toEqual([0, 1, 0, 1, 2, 3]);
  });

  test("slice steps forwards and backwards", () => {
    const slice = (start: number, end: number, step: number): number[] =>
      valuesOf("slice", [counted([5])], { starts: [start], ends: [end], axes: [0], steps: [step] });
    expect(slice(1, 4, 1)).toEqual([1, 2, 3]);
    expect(slice(0, 5, 2)).toEqual([0, 2, 4]);
    expect(slice(4, -1, -1)).toEqual([4, 3, 2, 1, 0]);
    expect(slice(3, 0, -2)).toEqual([3, 1]);
    expect(slice(3, 3, 1)).toEqual([]);
    expect(slice(1, 3, -1)).toEqual([]);
  });

  test("slice leaves the axes that it does not name", () => {
    const bounds = { starts: [2, 1], ends: [-1, 2], axes: [2, 0], steps: [-1, 1] };
    expect(valuesOf("slice", [counted([2, 2, 3])], bounds)).toEqual([8, 7, 6, 11, 10, 9]);
  });

  test("slices joined again are the whole", () => {
    fc.assert(
      fc.property(shapes, fc.nat(), fc.nat(), (dims, someAxis, someCut) => {
        const axis = someAxis % dims.length;
        const dim = dims[axis] ?? 1;
        const cut = someCut % (dim + 1);
        const part = (start: number, end: number): Tensor =>
          first(runOperator("slice", [counted(dims)], { starts: [start], ends: [end], axes: [axis], steps: [1] }));
        expect(runOperator("concat", [part(0, cut), part(cut, dim)], { axis })).toEqual([counted(dims)]);
      }),
    );
  });
});

describe("pad", () => {
  const row = tensorOfType("int32[4]", [1, 2, 3, 4]);

  test.each([
    ["constant", [9, 9, 1, 2, 3, 4, 9, 9, 9]],
    ["reflect", [3, 2, 1, 2, 3, 4, 3, 2, 1]],
    ["edge", [1, 1, 1, 2, 3, 4, 4, 4, 4]],
    ["wrap", [3, 4, 1, 2, 3, 4, 1, 2, 3]],
  ] as const)("%s", (mode, expected) => {
    expect(valuesOf("pad", [row], { pads: [2, 3], mode, value: 9 })).toEqual(expected);
  });

  test("adds to every axis", () => {
    expect(valuesOf("pad", [counted([1, 2])], { pads: [1, 0, 0, 1], value: 7 })).toEqual([7, 7, 7, 0, 1, 7]);
  });

  test("a slice takes it away again", () => {
    fc.assert(
      fc.property(shapes, fc.constantFrom("constant", "reflect", "edge", "wrap"), fc.nat(), (dims, mode, seed) => {
        const most = mode === "reflect" ? Math.min(...dims) - 1 : 3;
        const pads = [...dims, ...dims].map((_, i) => (seed + i * 7) % (most + 1));
        const padded = first(runOperator("pad", [counted(dims)], { pads, mode }));
        const starts = pads.slice(0, dims.length);
        const bounds = {
          starts,
          ends: starts.map((start, axis) => start + (dims[axis] ?? 0)),
          axes: dims.map((_, axis) => axis),
          steps: dims.map(() => 1),
        };
        expect(runOperator("slice", [padded], bounds)).toEqual([counted(dims)]);
      }),
    );
  });
});

describe("expand and tile", () => {
  test("expand stretches axes of 1", () => {
    expect(valuesOf("expand", [tensorOfType("int32[2,1]", [5, 6])], { shape: [2, 2, 3] })).toEqual([
      5, 5, 5, 6, 6, 6, 5, 5, 5, 6, 6, 6,
    ]);
  });

  test("tile repeats", () => {
    expect(valuesOf("tile", [counted([1, 2])], { repeats: [2, 2] })).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
    expect(valuesOf("tile", [counted([2])], { repeats: [0] })).toEqual([]);
  });
});

describe("depth_to_space and space_to_depth", () => {
  test("blocks hold the channels, by depth first or by column and row first", () => {
    // ONNX DepthToSpace's own example, cut to one row: 8 channels of 1×1 become 2 of 2×2.
    const input = counted([1, 8, 1, 1]);
    expect(valuesOf("depth_to_space", [input], { block: 2, mode: "DCR" })).toEqual([0, 2, 4, 6, 1, 3, 5, 7]);
    expect(valuesOf("depth_to_space", [input], { block: 2, mode: "CRD" })).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test("undo each other", () => {
    const input = counted([2, 3, 4, 6]);
    const deep = first(runOperator("space_to_depth", [input], { block: 2 }));
    expect(deep.type.dims).toEqual([2, 12, 2, 3]);
    expect(runOperator("depth_to_space", [deep], { block: 2 })).toEqual([input]);
  });
});

describe("gathers", () => {
  test("gather copies slices; negative indices count from the back", () => {
    const indices = tensorOfType("int64[2]", [2, -3]);
    expect(valuesOf("gather", [counted([3, 2]), indices], { axis: 0 })).toEqual([4, 5, 0, 1]);
    expect(valuesOf("gather", [counted([2, 3]), indices], { axis: 1 })).toEqual([2, 0, 5, 3]);
    const scalarIndex = tensorOfType("int64[]", [1]);
    expect(first(runOperator("gather", [counted([3, 2]), scalarIndex], { axis: 0 })).type.dims).toEqual([2]);
  });

  test("gather_elements picks one element per index", () => {
    const indices = tensorOfType("int64[2,2]", [2, 0, -1, 1]);
    expect(valuesOf("gather_elements", [counted([3, 2]), indices], { axis: 0 })).toEqual([4, 1, 4, 3]);
    expect(valuesOf("gather_elements", [counted([2, 3]), indices], { axis: 1 })).toEqual([2, 0, 5, 4]);
  });

  test("gather_nd picks by tuples, after the batch dims", () => {
    const tuples = tensorOfType("int64[2,2]", [0, 1, 1, -1]);
    expect(valuesOf("gather_nd", [counted([2, 3]), tuples], {})).toEqual([1, 5]);
    const rows = tensorOfType("int64[1,1]", [1]);
    expect(valuesOf("gather_nd", [counted([2, 3]), rows], {})).toEqual([3, 4, 5]);
    const perBatch = tensorOfType("int64[2,1]", [2, 0]);
    expect(valuesOf("gather_nd", [counted([2, 3]), perBatch], { batch_dims: 1 })).toEqual([2, 3]);
  });

  test.each([
    ["gather", [2, 3], { axis: 0 }],
    ["gather_elements", [2, 3], { axis: 0 }],
    ["gather_nd", [2, 3], {}],
  ] as const)("%s says which index is out of range", (op, dims, attributes) => {
    const tooLarge = tensorOfType("int64[1,1]", [2]);
    expect(() => runOperator(op, [counted(dims), tooLarge], attributes as never)).toThrow(
      `error[RUN_INDEX_RANGE]: ${op}: index 2 is outside an axis of 2 elements`,
    );
    const tooSmall = tensorOfType("int64[1,1]", [-3]);
    expect(() => runOperator(op, [counted(dims), tooSmall], attributes as never)).toThrow("index -3");
  });
});

describe("scatters", () => {
  const input = tensorOfType("int32[4]", [10, 20, 30, 40]);
  const indices = tensorOfType("int64[3]", [1, -1, 1]);
  const updates = tensorOfType("int32[3]", [3, 5, 4]);

  test.each([
    ["none", [10, 4, 30, 5]],
    ["add", [10, 27, 30, 45]],
    ["mul", [10, 240, 30, 200]],
    ["max", [10, 20, 30, 40]],
    ["min", [10, 3, 30, 5]],
  ] as const)("scatter_elements, %s", (reduction, expected) => {
    expect(valuesOf("scatter_elements", [input, indices, updates], { axis: 0, reduction })).toEqual(expected);
  });

  test("scatter_elements along a later axis", () => {
    const places = tensorOfType("int64[2,1]", [2, 0]);
    const operands = [counted([2, 3]), places, tensorOfType("int32[2,1]", [8, 9])];
    expect(valuesOf("scatter_elements", operands, { axis: 1 })).toEqual([0, 1, 8, 9, 4, 5]);
  });

  test("scatter_nd replaces slices and combines them", () => {
    const rows = tensorOfType("int64[2,1]", [1, 1]);
    const operands = [counted([2, 2]), rows, tensorOfType("int32[2,2]", [5, 6, 7, 8])];
    expect(valuesOf("scatter_nd", operands, {})).toEqual([0, 1, 7, 8]);
    expect(valuesOf("scatter_nd", operands, { reduction: "add" })).toEqual([0, 1, 14, 17]);
  });

  test("a gather reads what a scatter wrote", () => {
    const written = first(
      runOperator("scatter_elements", [input, tensorOfType("int64[2]", [3, 0]), tensorOfType("int32[2]", [7, 8])], {
        axis: 0,
      }),
    );
    expect(valuesOf("gather", [written, tensorOfType("int64[2]", [3, 0])], { axis: 0 })).toEqual([7, 8]);
  });

  test("codes wrap around", () => {
    const codes = [tensorOfType("int8[1]", [127]), tensorOfType("int64[1]", [0]), tensorOfType("int8[1]", [1])];
    expect(valuesOf("scatter_elements", codes, { axis: 0, reduction: "add" })).toEqual([-128]);
  });
});
