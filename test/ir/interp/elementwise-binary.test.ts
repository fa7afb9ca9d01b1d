import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OpName } from "../../../ir/ops/index.ts";
import { runOperator, tensorOfType, typeOf, valuesOf } from "../../support/operators.ts";

interface Case {
  readonly op: OpName;
  readonly attributes?: object;
  readonly dtype: string;
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly output: readonly number[];
}

const inf = Infinity;

/** Computed by hand from the definition, the rules of docs/ir.md and IEEE 754. */
const cases: readonly Case[] = [
  { op: "add", dtype: "f32", left: [1, inf, NaN], right: [2, -inf, 1], output: [3, NaN, NaN] },
  { op: "add", dtype: "int8", left: [127, -128], right: [1, -1], output: [-128, 127] },
  { op: "add", dtype: "uint8", left: [255, 1], right: [2, 1], output: [1, 2] },
  { op: "add", dtype: "uint32", left: [2 ** 32 - 1], right: [1], output: [0] },
  { op: "add", dtype: "int4", left: [7], right: [1], output: [-8] },
  { op: "sub", dtype: "uint8", left: [0, 5], right: [1, 3], output: [255, 2] },
  { op: "sub", dtype: "int64", left: [3, 2 ** 40], right: [3, 1], output: [0, 2 ** 40 - 1] },
  { op: "mul", dtype: "f32", left: [0, 2], right: [inf, -3], output: [NaN, -6] },
  { op: "mul", dtype: "int32", left: [65537, 46341], right: [65537, 46341], output: [131073, 2147488281 - 2 ** 32] },
  { op: "mul", dtype: "uint32", left: [2 ** 32 - 1], right: [2 ** 32 - 1], output: [1] },
  { op: "mul", dtype: "int32", left: [2 ** 31 - 1], right: [2 ** 31 - 1], output: [1] },
  { op: "mul", dtype: "int64", left: [-3, 0], right: [5, -5], output: [-15, 0] },
  { op: "div", dtype: "f32", left: [1, 1, 0], right: [0, -0, 0], output: [inf, -inf, NaN] },
  { op: "div", dtype: "int32", left: [7, -7, 7, -7, 5], right: [2, 2, -2, -2, 0], output: [3, -3, -3, 3, 0] },
  { op: "div", dtype: "int8", left: [-128], right: [-1], output: [-128] },
  { op: "div", dtype: "int64", left: [-1], right: [2], output: [0] },
  {
    op: "pow",
    dtype: "f64",
    left: [2, -8, 0, 1, NaN, -1],
    right: [-1, 1 / 3, 0, NaN, 0, inf],
    output: [0.5, NaN, 1, 1, 1, 1],
  },
  {
    op: "pow",
    dtype: "int32",
    left: [2, -3, 2, 1, -1, 0, 3],
    right: [10, 3, -1, -5, -3, -1, 0],
    output: [1024, -27, 0, 1, -1, 0, 1],
  },
  { op: "pow", dtype: "uint8", left: [3], right: [6], output: [729 - 2 * 256] },
  { op: "min", dtype: "f32", left: [1, NaN, 3, -inf], right: [2, 1, NaN, 0], output: [1, NaN, NaN, -inf] },
  { op: "max", dtype: "f32", left: [1, NaN, 3, -inf], right: [2, 1, NaN, 0], output: [2, NaN, NaN, 0] },
  { op: "max", dtype: "uint32", left: [2 ** 32 - 1], right: [1], output: [2 ** 32 - 1] },
  { op: "mod", dtype: "int32", left: [7, -7, 7, -7, 4, 5], right: [3, 3, -3, -3, 2, 0], output: [1, 2, -2, -1, 0, 0] },
  {
    op: "mod",
    attributes: { fmod: true },
    dtype: "int32",
    left: [7, -7, 7, -7],
    right: [3, 3, -3, -3],
    output: [1, -1, 1, -1],
  },
  {
    op: "mod",
    attributes: { fmod: true },
    dtype: "f64",
    left: [5.5, -5.5, 1, inf],
    right: [2, 2, 0, 2],
    output: [1.5, -1.5, NaN, NaN],
  },
  { op: "mod", dtype: "int64", left: [-6], right: [3], output: [0] },
  { op: "prelu", dtype: "f32", left: [-2, 0.5, 3, NaN], right: [0.5, 0.5, 0.5, 0.5], output: [-1, 0.5, 3, NaN] },
  { op: "prelu", dtype: "int8", left: [-100, 3], right: [2, 2], output: [56, 3] },
  { op: "equal", dtype: "f32", left: [1, NaN, 0], right: [1, NaN, -0], output: [1, 0, 1] },
  { op: "equal", dtype: "bool", left: [1, 0], right: [1, 1], output: [1, 0] },
  { op: "less", dtype: "f32", left: [1, 2, NaN], right: [2, 2, 1], output: [1, 0, 0] },
  { op: "less_or_equal", dtype: "int32", left: [1, 2, 3], right: [2, 2, 1], output: [1, 1, 0] },
  { op: "greater", dtype: "uint8", left: [200, 2], right: [100, 2], output: [1, 0] },
  { op: "greater_or_equal", dtype: "f32", left: [1, 2, NaN], right: [2, 2, NaN], output: [0, 1, 0] },
  { op: "and", dtype: "bool", left: [0, 0, 1, 1], right: [0, 1, 0, 1], output: [0, 0, 0, 1] },
  { op: "or", dtype: "bool", left: [0, 0, 1, 1], right: [0, 1, 0, 1], output: [0, 1, 1, 1] },
  { op: "xor", dtype: "bool", left: [0, 0, 1, 1], right: [0, 1, 0, 1], output: [0, 1, 1, 0] },
  { op: "and", dtype: "int8", left: [-1, 0b0110], right: [5, 0b0011], output: [5, 0b0010] },
  { op: "or", dtype: "uint32", left: [2 ** 31], right: [1], output: [2 ** 31 + 1] },
  { op: "xor", dtype: "int64", left: [2 ** 40 + 1, -1], right: [1, 2 ** 33], output: [2 ** 40, -1 - 2 ** 33] },
  { op: "bit_shift", dtype: "uint8", left: [0b1100_0001, 1, 1], right: [1, 7, 8], output: [0b1000_0010, 128, 0] },
  {
    op: "bit_shift",
    attributes: { direction: "right" },
    dtype: "uint32",
    left: [2 ** 31 + 1, 5],
    right: [31, 40],
    output: [1, 0],
  },
  { op: "bit_shift", dtype: "uint64", left: [2 ** 63 + 2048, 3], right: [1, 40], output: [4096, 3 * 2 ** 40] },
];

/** A matrix whose elements tell their place; where `from` has one row or column, all rows or columns are alike. */
const matrix = (dims: readonly [number, number], from = dims): number[] =>
  Array.from({ length: dims[0] * dims[1] }, (_, k) => {
    const [row, column] = [Math.floor(k / dims[1]), k % dims[1]];
    return (from[0] === 1 ? 0 : row) * 10 + (from[1] === 1 ? 0 : column) + 1;
  });

describe("elementwise kernels of two operands", () => {
  test.each(cases)("$op of $dtype $left and $right is $output", ({ op, attributes, dtype, left, right, output }) => {
    const operands = [left, right].map(values => tensorOfType(`${dtype}[${values.length}]`, values));
    expect(valuesOf(op, operands, (attributes ?? {}) as never)).toEqual(output);
  });

  test("operands broadcast from the right", () => {
    const [result] = runOperator("sub", [tensorOfType("f32[2,1]", [10, 20]), tensorOfType("f32[3]", [1, 2, 3])], {});
    expect(result?.type).toEqual(typeOf("f32[2,3]"));
    expect(Array.from(result?.data ?? [])).toEqual([9, 8, 7, 19, 18, 17]);
  });

  test("a scalar meets an empty tensor", () => {
    const operands = [tensorOfType("f32[]", [1]), tensorOfType("f32[2,0]", [])];
    expect(runOperator("mul", operands, {})[0]?.type.dims).toEqual([2, 0]);
  });

  test("32-bit products equal those of whole numbers without limit", () => {
    const code = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(code, code, (a, b) => {
        const [product] = valuesOf("mul", [tensorOfType("int32[1]", [a]), tensorOfType("int32[1]", [b])], {});
        expect(product).toBe(Number(BigInt.asIntN(32, BigInt(a) * BigInt(b))));
      }),
    );
  });

  test("powers equal those of whole numbers without limit", () => {
    fc.assert(
      fc.property(fc.integer({ min: -128, max: 127 }), fc.nat({ max: 127 }), (a, b) => {
        const [power] = valuesOf("pow", [tensorOfType("int8[1]", [a]), tensorOfType("int8[1]", [b])], {});
        expect(power).toBe(Number(BigInt.asIntN(8, BigInt(a) ** BigInt(b))));
      }),
    );
  });

  test("a remainder and its quotient give the dividend back", () => {
    const code = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(
        code,
        code.filter(b => b !== 0),
        (a, b) => {
          const operands = [tensorOfType("int32[1]", [a]), tensorOfType("int32[1]", [b])];
          const [quotient = NaN] = valuesOf("div", operands, {});
          const [rest = NaN] = valuesOf("mod", operands, { fmod: true });
          expect(quotient * b + rest).toBe(a);
        },
      ),
    );
  });

  test("broadcasting equals explicit expansion", () => {
    const dim = fc.constantFrom(1, 2, 3);
    fc.assert(
      fc.property(dim, dim, dim, dim, (a, b, c, d) => {
        fc.pre((a === c || a === 1 || c === 1) && (b === d || b === 1 || d === 1));
        const dims = [Math.max(a, c), Math.max(b, d)] as const;
        const operands = [
          tensorOfType(`f64[${a},${b}]`, matrix([a, b])),
          tensorOfType(`f64[${c},${d}]`, matrix([c, d])),
        ];
        const [left, right] = [matrix(dims, [a, b]), matrix(dims, [c, d])];
        expect(valuesOf("div", operands, {})).toEqual(left.map((x, k) => x / (right[k] ?? NaN)));
      }),
    );
  });
});

describe("where", () => {
  test("chooses by the condition, and all three broadcast", () => {
    const operands = [
      tensorOfType("bool[2,1]", [1, 0]),
      tensorOfType("int64[2]", [1, 2]),
      tensorOfType("int64[]", [-9]),
    ];
    const [result] = runOperator("where", operands, {});
    expect(result?.type).toEqual(typeOf("int64[2,2]"));
    expect(Array.from(result?.data ?? [])).toEqual([1, 2, -9, -9]);
  });

  test("the branch not taken does not leak", () => {
    const operands = [tensorOfType("bool[1]", [0]), tensorOfType("f32[1]", [NaN]), tensorOfType("f32[1]", [2])];
    expect(valuesOf("where", operands, {})).toEqual([2]);
  });
});
