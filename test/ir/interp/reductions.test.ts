import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runOperator, tensorOfType, typeOf, valuesOf } from "../../support/operators.ts";
import type { OpName } from "../../../ir/ops/index.ts";

type Reduction = Extract<OpName, `reduce_${string}`>;
interface Case {
  readonly op: Reduction;
  readonly type: string;
  readonly input: readonly number[];
  readonly axes: readonly number[];
  readonly output: readonly number[];
}

const inf = Infinity;
const rows = [1, -2, 3, 4, 5, -6];

const cases: readonly Case[] = [
  { op: "reduce_sum", type: "f32[2,3]", input: rows, axes: [1], output: [2, 3] },
  { op: "reduce_sum", type: "f32[2,3]", input: rows, axes: [0], output: [5, 3, -3] },
  { op: "reduce_sum", type: "f32[2,3]", input: rows, axes: [1, 0], output: [5] },
  { op: "reduce_sum", type: "f32[2,3]", input: rows, axes: [], output: rows },
  { op: "reduce_sum", type: "int8[3]", input: [100, 100, 100], axes: [0], output: [44] },
  { op: "reduce_sum", type: "f32[2,0]", input: [], axes: [1], output: [0, 0] },
  { op: "reduce_mean", type: "f32[2,3]", input: rows, axes: [1], output: [Math.fround(2 / 3), 1] },
  { op: "reduce_mean", type: "f32[0]", input: [], axes: [0], output: [NaN] },
  { op: "reduce_max", type: "f32[2,3]", input: rows, axes: [1], output: [3, 5] },
  { op: "reduce_max", type: "f32[2,2]", input: [1, NaN, -inf, -inf], axes: [1], output: [NaN, -inf] },
  { op: "reduce_max", type: "f32[1,0]", input: [], axes: [1], output: [-inf] },
  { op: "reduce_max", type: "uint8[1,0]", input: [], axes: [1], output: [0] },
  { op: "reduce_min", type: "int32[2,3]", input: rows, axes: [1], output: [-2, -6] },
  { op: "reduce_min", type: "int8[1,0]", input: [], axes: [1], output: [127] },
  { op: "reduce_prod", type: "f32[2,3]", input: rows, axes: [1], output: [-6, -120] },
  { op: "reduce_prod", type: "int32[2]", input: [65537, 65537], axes: [0], output: [131073] },
  { op: "reduce_prod", type: "f32[0]", input: [], axes: [0], output: [1] },
  { op: "reduce_l1", type: "f32[2,3]", input: rows, axes: [1], output: [6, 15] },
  { op: "reduce_l1", type: "f32[2]", input: [-1, 2], axes: [], output: [1, 2] },
  { op: "reduce_l1", type: "int8[2]", input: [-128, -1], axes: [0], output: [-127] },
  { op: "reduce_l2", type: "f64[2,2]", input: [3, -4, 0, 0], axes: [1], output: [5, 0] },
  { op: "reduce_sum_square", type: "f32[2,3]", input: rows, axes: [1], output: [14, 77] },
  { op: "reduce_sum_square", type: "int8[2]", input: [12, 12], axes: [0], output: [32] },
  { op: "reduce_log_sum", type: "f64[2]", input: [1, 2], axes: [0], output: [Math.log(3)] },
  { op: "reduce_log_sum", type: "f64[1]", input: [-1], axes: [0], output: [NaN] },
  { op: "reduce_log_sum_exp", type: "f64[2]", input: [0, 0], axes: [0], output: [Math.LN2] },
  { op: "reduce_log_sum_exp", type: "f64[2]", input: [1000, 1000], axes: [0], output: [1000 + Math.LN2] },
  { op: "reduce_log_sum_exp", type: "f64[2,2]", input: [-inf, -inf, inf, 1], axes: [1], output: [-inf, inf] },
];

describe("reductions", () => {
  test.each(cases)("$op of $type $input over $axes is $output", ({ op, type, input, axes, output }) => {
    expect(valuesOf(op, [tensorOfType(type, input)], { axes })).toEqual(output);
  });

  test("keep_dims leaves a 1 where an axis was", () => {
    const input = tensorOfType("f32[2,3,2]", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const [kept] = runOperator("reduce_sum", [input], { axes: [0, 2], keep_dims: true });
    const [gone] = runOperator("reduce_sum", [input], { axes: [2, 0] });
    expect(kept?.type).toEqual(typeOf("f32[1,3,1]"));
    expect(gone?.type).toEqual(typeOf("f32[3]"));
    expect(Array.from(kept?.data ?? [])).toEqual([18, 26, 34]);
    expect(gone?.data).toEqual(kept?.data);
  });

  test("a scalar over no axes is itself", () => {
    expect(valuesOf("reduce_mean", [tensorOfType("f32[]", [7])], { axes: [] })).toEqual([7]);
  });

  test("the norms and sums agree with each other", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 8 }), elements => {
        const input = tensorOfType(`f64[${elements.length}]`, elements);
        const of = (op: Reduction): number => valuesOf(op, [input], { axes: [0] })[0] ?? NaN;
        expect(of("reduce_l2") ** 2).toBeCloseTo(of("reduce_sum_square"), 8);
        expect(of("reduce_mean") * elements.length).toBeCloseTo(of("reduce_sum"), 10);
        expect(of("reduce_l1")).toBeGreaterThanOrEqual(Math.abs(of("reduce_sum")));
        expect(of("reduce_log_sum_exp")).toBeGreaterThanOrEqual(of("reduce_max"));
        expect(of("reduce_min")).toBe(Math.min(...elements));
      }),
    );
  });
});

describe("arg_max and arg_min", () => {
  test("the first among equals, or the last", () => {
    const input = tensorOfType("f32[2,4]", [1, 3, 3, 2, -1, -4, -4, 0]);
    expect(valuesOf("arg_max", [input], { axis: 1 })).toEqual([1, 3]);
    expect(valuesOf("arg_max", [input], { axis: 1, select_last_index: true })).toEqual([2, 3]);
    expect(valuesOf("arg_min", [input], { axis: 1 })).toEqual([0, 1]);
    expect(valuesOf("arg_min", [input], { axis: 1, select_last_index: true })).toEqual([0, 2]);
  });

  test("along the first axis, with and without the axis kept", () => {
    const input = tensorOfType("int32[2,3]", [1, 9, 3, 4, 5, 6]);
    const [kept] = runOperator("arg_max", [input], { axis: 0, keep_dims: true });
    expect(kept?.type).toEqual(typeOf("int64[1,3]"));
    expect(Array.from(kept?.data ?? [])).toEqual([1, 0, 1]);
  });

  test("NaN is beaten by nothing that came before it, and beats nothing", () => {
    const input = tensorOfType("f32[2,3]", [1, NaN, 2, NaN, 3, 1]);
    expect(valuesOf("arg_max", [input], { axis: 1 })).toEqual([2, 0]);
    expect(valuesOf("arg_min", [input], { axis: 1 })).toEqual([0, 0]);
  });
});

describe("top_k", () => {
  test("the largest first, the lower index among equals, NaN on top", () => {
    const [values, indices] = runOperator("top_k", [tensorOfType("f32[5]", [1, 3, 3, 2, NaN])], { k: 3, axis: 0 });
    expect(Array.from(values?.data ?? [])).toEqual([NaN, 3, 3]);
    expect(Array.from(indices?.data ?? [])).toEqual([4, 1, 2]);
  });

  test("the smallest first", () => {
    const [values, indices] = runOperator("top_k", [tensorOfType("int32[5]", [4, 1, 3, 1, 2])], {
      k: 3,
      axis: 0,
      largest: false,
    });
    expect(Array.from(values?.data ?? [])).toEqual([1, 1, 2]);
    expect(Array.from(indices?.data ?? [])).toEqual([1, 3, 4]);
  });

  test("along an inner axis, and with k = 0", () => {
    const input = tensorOfType("f32[2,3,2]", [1, 12, 2, 11, 3, 10, 6, 7, 5, 8, 4, 9]);
    const [values, indices] = runOperator("top_k", [input], { k: 2, axis: 1 });
    expect(values?.type).toEqual(typeOf("f32[2,2,2]"));
    expect(Array.from(values?.data ?? [])).toEqual([3, 12, 2, 11, 6, 9, 5, 8]);
    expect(Array.from(indices?.data ?? [])).toEqual([2, 0, 1, 1, 0, 2, 1, 1]);
    expect(runOperator("top_k", [input], { k: 0, axis: 1 })[0]?.type.dims).toEqual([2, 0, 2]);
  });

  test("of everything it sorts, as the host does", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 20 }), elements => {
        const input = tensorOfType(`f64[${elements.length}]`, elements);
        const sorted = valuesOf("top_k", [input], { k: elements.length, axis: 0, largest: false });
        expect(sorted).toEqual(elements.toSorted((a, b) => a - b));
      }),
    );
  });
});

describe("cumulative_sum", () => {
  const input = tensorOfType("f32[2,3]", [1, 2, 3, 10, 20, 30]);
  test.each([
    [{ axis: 1 }, [1, 3, 6, 10, 30, 60]],
    [{ axis: 0 }, [1, 2, 3, 11, 22, 33]],
    [{ axis: 1, exclusive: true }, [0, 1, 3, 0, 10, 30]],
    [{ axis: 1, reverse: true }, [6, 5, 3, 60, 50, 30]],
    [{ axis: 1, exclusive: true, reverse: true }, [5, 3, 0, 50, 30, 0]],
  ])("%o", (attributes, output) => {
    expect(valuesOf("cumulative_sum", [input], attributes)).toEqual(output);
  });

  test("integers wrap around", () => {
    expect(valuesOf("cumulative_sum", [tensorOfType("int8[3]", [100, 100, 1])], { axis: 0 })).toEqual([100, -56, -55]);
  });
});
