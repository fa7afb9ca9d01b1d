import { describe, expect, test } from "vitest";
import { runOperator, tensorOfType, typeOf, valuesOf } from "../../support/operators.ts";

const inf = Infinity;

describe("cast", () => {
  test.each([
    ["f32", "int8", [NaN, 3.9, -3.9, 300, -300, inf, -inf], [0, 3, -3, 127, -128, 127, -128]],
    ["f32", "uint8", [-1, -0.5, 255.9, 256], [0, 0, 255, 255]],
    ["f32", "int32", [1e20, -1e20], [2 ** 31 - 1, -(2 ** 31)]],
    ["f64", "int64", [-0.5, 2 ** 40 + 0.5], [0, 2 ** 40]],
    ["f32", "bool", [NaN, 0, -0, 0.1], [1, 0, 0, 1]],
    ["int32", "int8", [300, -1, 128, 127], [44, -1, -128, 127]],
    ["int32", "uint8", [-1, 256], [255, 0]],
    ["int64", "int32", [2 ** 32 + 5, -1], [5, -1]],
    ["uint8", "int8", [200], [-56]],
    ["int64", "uint32", [-1], [2 ** 32 - 1]],
    ["bool", "f32", [1, 0], [1, 0]],
    ["bool", "int64", [1, 0], [1, 0]],
    ["int32", "f16", [2049, 2051, 70000], [2048, 2052, inf]],
    ["f32", "bf16", [1.00390625, 1.01171875], [1, 1.015625]],
    ["f64", "f32", [0.1, 1e300], [Math.fround(0.1), inf]],
    ["int8", "int4", [7, 8, -9], [7, -8, 7]],
  ] as const)("%s to %s: %j becomes %j", (from, to, input, output) => {
    expect(valuesOf("cast", [tensorOfType(`${from}[${input.length}]`, input)], { dtype: to })).toEqual(output);
  });
});

describe("trilu", () => {
  const input = tensorOfType("int32[2,3]", [1, 2, 3, 4, 5, 6]);
  test.each([
    [{}, [1, 2, 3, 0, 5, 6]],
    [{ k: 1 }, [0, 2, 3, 0, 0, 6]],
    [{ k: -1 }, [1, 2, 3, 4, 5, 6]],
    [{ upper: false }, [1, 0, 0, 4, 5, 0]],
    [{ upper: false, k: 1 }, [1, 2, 0, 4, 5, 6]],
    [{ k: 9 }, [0, 0, 0, 0, 0, 0]],
  ])("%o", (attributes, output) => {
    expect(valuesOf("trilu", [input], attributes)).toEqual(output);
  });

  test("each matrix of a batch by itself", () => {
    const batch = tensorOfType("f32[2,2,2]", [1, 2, 3, 4, 5, 6, 7, 8]);
    expect(valuesOf("trilu", [batch], { upper: false })).toEqual([1, 0, 3, 4, 5, 0, 7, 8]);
  });
});

describe("one_hot", () => {
  test("negative indices count from the end, those outside give only off", () => {
    const indices = tensorOfType("int64[4]", [1, -1, 3, -4]);
    expect(valuesOf("one_hot", [indices], { depth: 3, axis: 1, on: 5, off: 2 })).toEqual([
      2, 5, 2, 2, 2, 5, 2, 2, 2, 2, 2, 2,
    ]);
  });

  test("the new axis in front, of another type", () => {
    const [result] = runOperator("one_hot", [tensorOfType("int32[2]", [1, 0])], { depth: 2, axis: 0, dtype: "int8" });
    expect(result?.type).toEqual(typeOf("int8[2,2]"));
    expect(Array.from(result?.data ?? [])).toEqual([0, 1, 1, 0]);
  });

  test("of a scalar", () => {
    expect(valuesOf("one_hot", [tensorOfType("int64[]", [2])], { depth: 3, axis: 0 })).toEqual([0, 0, 1]);
  });
});
