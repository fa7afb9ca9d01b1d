/** Definitions judge any operands and attributes without failing, and what they accept has sensible results and runs. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AttributeSpec } from "../../../ir/attributes.ts";
import { nodeFaults } from "../../../ir/check-node.ts";
import { allocate, type DType, isStorageOf } from "../../../ir/dtype.ts";
import { evaluateNode } from "../../../ir/interp/evaluate.ts";
import { opDef, type OpName, ops } from "../../../ir/ops/index.ts";
import { elementCount, type TensorType } from "../../../ir/tensor.ts";
import { CompileError } from "../../../support/diagnostic.ts";

const dtypes: readonly DType[] = ["f32", "f32", "f32", "f16", "int64", "int32", "int8", "uint8", "bool"];
const dims = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
const someType = fc.record({ dtype: fc.constantFrom(...dtypes), dims });
const whole = fc.integer({ min: -2, max: 4 });

const valueOf = (spec: AttributeSpec): fc.Arbitrary<unknown> => {
  switch (spec.kind) {
    case "int":
      return whole;
    case "float":
      return fc.oneof(whole, fc.constantFrom(0.5, Infinity, -Infinity));
    case "flag":
      return fc.boolean();
    case "ints":
      return fc.oneof(fc.array(whole, { maxLength: 4 }), fc.constantFrom([0, 0, 0, 0], [1, 1]));
    case "floats":
      return fc.array(fc.oneof(whole, fc.constantFrom(0.5, 2)), { maxLength: 4 });
    case "string":
      return fc.constantFrom(...(spec.oneOf ?? ["f32", "int8", "uint8", "no type", ""]));
    case "strings":
      return fc.constantFrom<readonly string[]>([], ["relu"], ["add"], ["f32[1,2]"], ["f32["]);
  }
};

const nodeOf = (op: OpName) => {
  const { attributes, operands } = opDef(op);
  const variadic = operands.some(name => name.endsWith("..."));
  return fc.record({
    // One type for all makes legal nodes likely, several make mismatches.
    operands: fc.oneof(
      fc.array(someType, { maxLength: operands.length + (variadic ? 2 : 0) }),
      fc
        .tuple(someType, fc.integer({ min: 1, max: Math.max(1, operands.length) }))
        .map(([type, count]) => Array.from({ length: count }, () => type)),
    ),
    attributes: fc.record(Object.fromEntries(Object.entries(attributes).map(([name, spec]) => [name, valueOf(spec)]))),
  });
};

const zeros = (type: TensorType) => ({ type, data: allocate(type.dtype, elementCount(type.dims)) });

const expectSensible = (op: OpName, operands: readonly TensorType[], attributes: never): void => {
  const definition = opDef(op);
  if (nodeFaults(definition, operands, attributes).length > 0) return;
  const types = definition.infer({ operands, attributes });
  for (const type of types) expect(type.dims.every(dim => Number.isInteger(dim) && dim >= 0)).toBe(true);
  const work = definition.work({ operands, attributes });
  expect([work.macs, work.vectorOperations].every(count => Number.isInteger(count) && count >= 0)).toBe(true);
  const results = runOrRefuse(op, operands.map(zeros), attributes, types);
  for (const [i, result] of results.entries()) {
    expect(result.data).toHaveLength(elementCount(types[i]?.dims ?? []));
    expect(isStorageOf(result.type.dtype, result.data)).toBe(true);
  }
};

/** Indices out of range are told as a fault of the input. */
const runOrRefuse = (
  op: OpName,
  operands: readonly ReturnType<typeof zeros>[],
  attributes: never,
  types: readonly TensorType[],
) => {
  const results = types.map((type, i) => ({ id: String(i), type }));
  try {
    return evaluateNode({ op, operands: [], attributes, results, origins: [] }, operands);
  } catch (error) {
    expect(error).toBeInstanceOf(CompileError);
    return [];
  }
};

describe("any operands and attributes", () => {
  test.each(Object.keys(ops) as OpName[])("%s", op => {
    fc.assert(
      fc.property(nodeOf(op), ({ operands, attributes }) => expectSensible(op, operands, attributes as never)),
      { numRuns: 300, seed: 7 },
    );
  });
});
