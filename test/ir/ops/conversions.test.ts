import { describe, expect, test } from "vitest";
import { wrapToInteger } from "../../../ir/dtype.ts";
import { faultsOf, inferredTypes, typeOf, workOf } from "../../support/operators.ts";

describe("cast, trilu and one_hot", () => {
  test("cast gives the named type, one operation per element", () => {
    expect(inferredTypes("cast", ["f32[2,3]"], { dtype: "int4" })).toEqual([typeOf("int4[2,3]")]);
    expect(workOf("cast", ["f32[2,3]"], { dtype: "int4" }).vectorOperations).toBe(6);
    expect(faultsOf("cast", ["f32[2]"], { dtype: "int33" })).toEqual(["there is no type int33"]);
  });

  test("trilu moves matrices only", () => {
    expect(inferredTypes("trilu", ["bool[5,2,3]"], {})).toEqual([typeOf("bool[5,2,3]")]);
    expect(workOf("trilu", ["f32[2,3]"], {})).toEqual({ macs: 0, vectorOperations: 0 });
    expect(faultsOf("trilu", ["f32[3]"], {})).toEqual(["trilu takes matrices, found f32[3]"]);
  });

  test("one_hot puts a new axis anywhere", () => {
    expect(inferredTypes("one_hot", ["int64[2,3]"], { depth: 5, axis: 2 })).toEqual([typeOf("f32[2,3,5]")]);
    expect(inferredTypes("one_hot", ["int64[2,3]"], { depth: 5, axis: 0, dtype: "bool" })).toEqual([
      typeOf("bool[5,2,3]"),
    ]);
    expect(workOf("one_hot", ["int64[2,3]"], { depth: 5, axis: 1 }).vectorOperations).toBe(30);
    expect(faultsOf("one_hot", ["bool[2]"], { depth: 0, axis: 3, dtype: "f8" })).toEqual([
      "axis 3 is outside 0…1",
      "indices must be numbers, found bool[2]",
      "depth must be positive, found 0",
      "there is no type f8",
    ]);
  });
});

describe("wrap-around", () => {
  test.each([
    ["int8", 128, -128],
    ["int8", -129, 127],
    ["uint8", -1, 255],
    ["int4", 8, -8],
    ["int32", 2 ** 40 + 5, 5],
    ["uint32", -1, 2 ** 32 - 1],
    ["int64", 2 ** 63 + 4096, -(2 ** 63) + 4096],
    ["uint64", -4096, 2 ** 64 - 4096],
    ["int64", -0, 0],
    ["int8", -256, 0],
  ] as const)("%s holds %d as %d", (dtype, value, expected) => {
    expect(wrapToInteger(dtype, value)).toBe(expected);
  });

  test("the ends of the 64-bit ranges stay: they are sentinels", () => {
    expect(wrapToInteger("int64", 2 ** 63)).toBe(2 ** 63);
    expect(wrapToInteger("uint64", 2 ** 64)).toBe(2 ** 64);
  });
});
