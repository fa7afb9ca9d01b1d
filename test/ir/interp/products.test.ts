/** Matrix products and attention against cases counted on paper. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scalar, tensor } from "../../../ir/tensor.ts";
import { runOperator, tensorOfType, valuesOf } from "../../support/operators.ts";

const square = tensorOfType("f32[2,2]", [1, 2, 3, 4]);

describe("matmul", () => {
  test("of matrices", () => {
    const right = tensorOfType("f32[2,3]", [1, 10, 100, 2, 20, 200]);
    expect(valuesOf("matmul", [square, right], {})).toEqual([5, 50, 500, 11, 110, 1100]);
  });

  test("starts at the bias of the column", () => {
    const [right, bias] = [tensorOfType("f32[2,2]", [1, 0, 0, 1]), tensorOfType("f32[2]", [0.5, -0.5])];
    expect(valuesOf("matmul", [square, right, bias], {})).toEqual([1.5, 1.5, 3.5, 3.5]);
  });

  test("takes vectors as a row on the left, a column on the right", () => {
    const vector = tensorOfType("f32[2]", [1, 10]);
    expect(valuesOf("matmul", [vector, square], {})).toEqual([31, 42]);
    expect(valuesOf("matmul", [square, vector], {})).toEqual([21, 43]);
    const [dot] = runOperator("matmul", [vector, vector], {});
    expect(dot).toEqual(scalar("f32", 101));
  });

  test("broadcasts leading axes", () => {
    const rows = tensorOfType("f32[2,1,1,2]", [1, 0, 0, 1]);
    const matrices = tensorOfType("f32[3,2,1]", [1, 2, 3, 4, 5, 6]);
    const [result] = runOperator("matmul", [rows, matrices], {});
    expect(result?.type.dims).toEqual([2, 3, 1, 1]);
    expect([...(result?.data ?? [])]).toEqual([1, 3, 5, 2, 4, 6]);
  });

  test("sums in double precision and rounds once, to the type", () => {
    const left = tensorOfType("f32[1,3]", [2 ** 24, 1, 1]);
    expect(valuesOf("matmul", [left, tensorOfType("f32[3,1]", [1, 1, 1])], {})).toEqual([2 ** 24 + 2]);
    // 2049 lies halfway between 2048 and 2050, the nearest halves: to even.
    const half = tensorOfType("f16[1,2]", [2048, 1]);
    expect(valuesOf("matmul", [half, tensorOfType("f16[2,1]", [1, 1])], {})).toEqual([2048]);
  });

  test("of nothing is the bias", () => {
    const operands = [tensorOfType("f32[2,0]", []), tensorOfType("f32[0,2]", []), tensorOfType("f32[2]", [7, 8])];
    expect(valuesOf("matmul", operands, {})).toEqual([7, 8, 7, 8]);
  });

  test("is the sum over the depth, whatever the sizes", () => {
    const small = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(small, small, small, fc.integer({ min: 0, max: 99 }), (rows, depth, columns, seed) => {
        const fill = (count: number, salt: number) =>
          Array.from({ length: count }, (_, i) => ((i * 31 + seed + salt) % 13) - 6);
        const [left, right] = [fill(rows * depth, 0), fill(depth * columns, 5)];
        const expected = Array.from({ length: rows * columns }, (_, i) => {
          const [row, column] = [Math.floor(i / columns), i % columns];
          return left
            .slice(row * depth, (row + 1) * depth)
            .reduce((sum, factor, k) => sum + factor * (right[k * columns + column] ?? NaN), 0);
        });
        const operands = [tensor("f64", [rows, depth], left), tensor("f64", [depth, columns], right)];
        expect(valuesOf("matmul", operands, {})).toEqual(expected);
      }),
    );
  });
});

describe("matmul_integer", () => {
  const zero = scalar("uint8", 0);

  test("takes zero points off", () => {
    const [left, right] = [tensorOfType("uint8[1,2]", [130, 120]), tensorOfType("int8[2,1]", [3, -2])];
    // (130-128)·(3+1) + (120-128)·(-2+1)
    expect(valuesOf("matmul_integer", [left, right, scalar("uint8", 128), scalar("int8", -1)], {})).toEqual([16]);
  });

  test("zero points per row of left, per column of right, and an int32 bias", () => {
    const left = tensorOfType("uint8[2,1]", [10, 10]);
    const right = tensorOfType("uint8[1,2]", [5, 5]);
    const operands = [left, right, tensorOfType("uint8[2]", [0, 9]), tensorOfType("uint8[2]", [0, 4])];
    expect(valuesOf("matmul_integer", operands, {})).toEqual([50, 10, 5, 1]);
    const bias = tensorOfType("int32[2]", [1000, 2000]);
    expect(valuesOf("matmul_integer", [...operands, bias], {})).toEqual([1050, 2010, 1005, 2001]);
  });

  test("wraps around at 32 bits", () => {
    const operands = [tensorOfType("uint8[1,1]", [2]), tensorOfType("uint8[1,1]", [3]), zero, zero];
    const bias = tensorOfType("int32[1]", [2 ** 31 - 1]);
    expect(valuesOf("matmul_integer", [...operands, bias], {})).toEqual([-(2 ** 31) + 5]);
  });
});

describe("attention", () => {
  /** Scores of ln 3 and 0 give weights of 3/4 and 1/4. */
  const threeToOne = Math.log(3);

  test("weighs values by the softmax of scaled scores", () => {
    const query = tensorOfType("f32[1,2]", [2, 0]);
    const key = tensorOfType("f32[2,2]", [threeToOne, 5, 0, 7]);
    const value = tensorOfType("f32[2,3]", [4, 8, 0, 0, 4, 1]);
    const weighed = valuesOf("attention", [query, key, value], { scale: 0.5 });
    for (const [i, expected] of [3, 7, 0.25].entries()) expect(weighed[i]).toBeCloseTo(expected, 5);
  });

  test("adds the mask before the softmax; it broadcasts", () => {
    const zeros = tensorOfType("f32[2,2,1]", [0, 0, 0, 0]);
    const value = tensorOfType("f32[2,2,1]", [4, 8, 40, 80]);
    const mask = tensorOfType("f32[2,2]", [threeToOne, 0, -Infinity, 0]);
    const weighed = valuesOf("attention", [zeros, zeros, value, mask], { scale: 1 });
    for (const [i, expected] of [5, 8, 50, 80].entries()) expect(weighed[i]).toBeCloseTo(expected, 4);
  });

  test("large scores do not overflow", () => {
    const operands = [
      tensorOfType("f32[1,1]", [1000]),
      tensorOfType("f32[2,1]", [1000, 999]),
      tensorOfType("f32[2,1]", [1, 0]),
    ];
    expect(valuesOf("attention", operands, { scale: 1 })).toEqual([1]);
  });

  test("is what its parts compute one by one", () => {
    const fill = (type: string, count: number, salt: number) =>
      tensorOfType(
        type,
        Array.from({ length: count }, (_, i) => (((i + salt) * 37) % 17) / 8 - 1),
      );
    const [query, key, value] = [fill("f64[2,3,4]", 24, 0), fill("f64[2,5,4]", 40, 3), fill("f64[2,5,2]", 20, 9)];
    const [transposed] = runOperator("transpose", [key], { permutation: [0, 2, 1] });
    const [scores] = runOperator("matmul", [query, transposed!], {});
    const [scaled] = runOperator("mul", [scores!, scalar("f64", 0.25)], {});
    const [weights] = runOperator("softmax", [scaled!], { axis: 2 });
    const expected = valuesOf("matmul", [weights!, value], {});
    const found = valuesOf("attention", [query, key, value], { scale: 0.25 });
    for (const [i, it] of expected.entries()) expect(found[i]).toBeCloseTo(it, 12);
  });
});
