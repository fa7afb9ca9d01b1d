import { describe, expect, test } from "vitest";
import { faultsOf, inferredTypes, typeOf, workOf } from "../../support/operators.ts";

const pool = { kernel: [3, 3], strides: [2, 2], pads: [0, 0, 0, 0] };

describe.each(["max_pool2d", "average_pool2d"] as const)("%s", op => {
  test("rounds positions down, or up where ceil_mode is set", () => {
    expect(inferredTypes(op, ["f32[1,8,112,112]"], pool)).toEqual([typeOf("f32[1,8,55,55]")]);
    expect(inferredTypes(op, ["f32[1,8,112,112]"], { ...pool, ceil_mode: true })).toEqual([typeOf("f32[1,8,56,56]")]);
    expect(inferredTypes(op, ["f32[1,8,112,112]"], { ...pool, pads: [1, 1, 1, 1] })).toEqual([
      typeOf("f32[1,8,56,56]"),
    ]);
  });

  test("a window that ceil_mode adds must not start behind the input", () => {
    // Stride 3: (5 + 1 - 2) / 3 rounds up to 2, but position 2 would start at 6, in the padding.
    const strided = { kernel: [2, 2], strides: [3, 3], pads: [0, 0, 1, 1], ceil_mode: true };
    expect(inferredTypes(op, ["f32[1,1,5,5]"], strided)).toEqual([typeOf("f32[1,1,2,2]")]);
    // Stride 5: position 1 would start right behind the last element.
    expect(inferredTypes(op, ["f32[1,1,5,5]"], { ...strided, strides: [5, 5] })).toEqual([typeOf("f32[1,1,1,1]")]);
  });

  test("names what does not fit", () => {
    expect(faultsOf(op, ["f32[8,8]"], { ...pool, kernel: [3], strides: [0, 1] })).toEqual([
      "strides must be two positive numbers, found [0,1]",
      "kernel must be two positive numbers, found [3]",
      "takes [N,C,H,W], found f32[8,8]",
    ]);
    expect(faultsOf(op, ["f32[1,1,8,8]"], { ...pool, pads: [3, 0, 0, 0] })).toEqual([
      "pads [3,0,0,0] leave a window of [3,3] without an element",
    ]);
    expect(faultsOf(op, ["f32[1,1,2,8]"], pool)).toEqual(["window [3,3] is larger than the padded input f32[1,1,2,8]"]);
  });
});

describe("pools", () => {
  test("work on the vector unit", () => {
    // 55·55 windows of 9: eight comparisons, or eight additions and a division.
    expect(workOf("max_pool2d", ["f32[1,2,112,112]"], pool)).toEqual({ macs: 0, vectorOperations: 2 * 55 * 55 * 8 });
    expect(workOf("average_pool2d", ["f32[1,2,112,112]"], pool).vectorOperations).toBe(2 * 55 * 55 * 9);
  });

  test("only the largest is there for codes too", () => {
    expect(faultsOf("max_pool2d", ["uint8[1,1,8,8]"], pool)).toEqual([]);
    expect(faultsOf("average_pool2d", ["uint8[1,1,8,8]"], pool)).toEqual([
      "input must be of a float type, found uint8[1,1,8,8]",
    ]);
    expect(faultsOf("max_pool2d", ["bool[1,1,8,8]"], pool)).toEqual(["takes numbers, found bool[1,1,8,8]"]);
  });
});
