import { describe, expect, test } from "vitest";
import type { OpName } from "../../../ir/ops/index.ts";
import { faultsOf, inferredTypes, typeOf, workOf } from "../../support/operators.ts";

type Reduction = Extract<OpName, `reduce_${string}`>;

/** For [4,6] over the second axis: operations per element · 24 + operations per result · 4, by the formula in each summary. */
const work: Readonly<Record<Reduction, number>> = {
  reduce_sum: 24,
  reduce_mean: 24 + 4,
  reduce_max: 24,
  reduce_min: 24,
  reduce_prod: 24,
  reduce_l1: 48,
  reduce_l2: 48 + 4,
  reduce_sum_square: 48,
  reduce_log_sum: 24 + 4,
  reduce_log_sum_exp: 96 + 8,
};

describe("reductions", () => {
  test.each(Object.entries(work) as [Reduction, number][])("%s of [4,6] costs %d", (op, count) => {
    expect(workOf(op, ["f32[4,6]"], { axes: [1] })).toEqual({ macs: 0, vectorOperations: count });
  });

  test("dims shrink to 1 or vanish", () => {
    expect(inferredTypes("reduce_sum", ["f32[2,3,4]"], { axes: [2, 0] })).toEqual([typeOf("f32[3]")]);
    expect(inferredTypes("reduce_max", ["int8[2,3,4]"], { axes: [1], keep_dims: true })).toEqual([
      typeOf("int8[2,1,4]"),
    ]);
    expect(inferredTypes("reduce_sum", ["f32[2,3]"], { axes: [] })).toEqual([typeOf("f32[2,3]")]);
    expect(inferredTypes("reduce_sum", ["f32[]"], { axes: [] })).toEqual([typeOf("f32[]")]);
  });

  test("faults", () => {
    expect(faultsOf("reduce_sum", ["f32[2,3]"], { axes: [2] })).toEqual(["axis 2 is outside 0…1"]);
    expect(faultsOf("reduce_sum", ["f32[2,3]"], { axes: [-1] })).toEqual(["axis -1 is outside 0…1"]);
    expect(faultsOf("reduce_sum", ["f32[2,3]"], { axes: [1, 1] })).toEqual(["axes [1,1] name an axis twice"]);
    expect(faultsOf("reduce_mean", ["int8[2]"], { axes: [0] })).toEqual([
      "reduce_mean takes float operands, found int8[2]",
    ]);
    expect(faultsOf("reduce_max", ["bool[2]"], { axes: [0] })).toEqual([
      "reduce_max takes numeric operands, found bool[2]",
    ]);
  });
});

describe("searches along an axis", () => {
  test("arg_max and arg_min give int64", () => {
    expect(inferredTypes("arg_max", ["f32[2,3]"], { axis: 1 })).toEqual([typeOf("int64[2]")]);
    expect(inferredTypes("arg_min", ["f32[2,3]"], { axis: 0, keep_dims: true })).toEqual([typeOf("int64[1,3]")]);
    expect(workOf("arg_max", ["f32[2,3]"], { axis: 1 }).vectorOperations).toBe(6);
    expect(faultsOf("arg_max", ["f32[2,0]"], { axis: 1 })).toEqual(["axis 1 of f32[2,0] has no element to choose"]);
    expect(faultsOf("arg_max", ["f32[2]"], { axis: 1 })).toEqual(["axis 1 is outside 0…0"]);
  });

  test("top_k gives values and indices", () => {
    expect(inferredTypes("top_k", ["int8[2,9]"], { k: 4, axis: 1 })).toEqual([
      typeOf("int8[2,4]"),
      typeOf("int64[2,4]"),
    ]);
    // 18 elements, each 1 + log2 4 comparisons; with k = 1 a running maximum.
    expect(workOf("top_k", ["f32[2,9]"], { k: 4, axis: 1 }).vectorOperations).toBe(54);
    expect(workOf("top_k", ["f32[2,9]"], { k: 1, axis: 1 }).vectorOperations).toBe(18);
    expect(faultsOf("top_k", ["f32[2,9]"], { k: 10, axis: 1 })).toEqual(["k = 10 is outside 0…9 of f32[2,9]"]);
    expect(faultsOf("top_k", ["bool[2]"], { k: -1, axis: 0 })).toHaveLength(2);
  });

  test("cumulative_sum keeps the type", () => {
    expect(inferredTypes("cumulative_sum", ["int8[2,9]"], { axis: 1 })).toEqual([typeOf("int8[2,9]")]);
    expect(workOf("cumulative_sum", ["int8[2,9]"], { axis: 1 }).vectorOperations).toBe(18);
    expect(faultsOf("cumulative_sum", ["bool[2]"], { axis: 1 })).toHaveLength(2);
  });
});
