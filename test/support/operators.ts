/** Runs single operators through their definition and reference kernel, and reads types as the text form writes them. */
import { type Attributes, withDefaults } from "../../ir/attributes.ts";
import { nodeFaults } from "../../ir/check-node.ts";
import { isStorageOf, parseDType } from "../../ir/dtype.ts";
import { evaluateNode } from "../../ir/interp/evaluate.ts";
import type { Work } from "../../ir/op.ts";
import { opDef, type OpAttributeInput, type OpName } from "../../ir/ops/index.ts";
import { elementCount, type Tensor, tensor, type TensorType } from "../../ir/tensor.ts";

/** The type that `f32[2,3]` writes. */
export const typeOf = (text: string): TensorType => {
  const [, name = "", dims = ""] = /^(\w+)\[([\d,]*)\]$/.exec(text) ?? [];
  const dtype = parseDType(name);
  if (dtype === undefined) throw new RangeError(`no type: ${text}`);
  return { dtype, dims: dims === "" ? [] : dims.split(",").map(Number) };
};

/** A tensor of the type that `f32[2,3]` writes. */
export const tensorOfType = (type: string, values: readonly number[]): Tensor =>
  tensor(typeOf(type).dtype, typeOf(type).dims, values);

const filled = (op: OpName, attributes: object): Attributes =>
  withDefaults(opDef(op).attributes, attributes as Attributes);

/** What the definition finds wrong with operands of these types. */
export const faultsOf = <O extends OpName>(
  op: O,
  operands: readonly string[],
  attributes: OpAttributeInput<O>,
): readonly string[] => nodeFaults(opDef(op), operands.map(typeOf), filled(op, attributes));

/** Result types for legal operands of these types. */
export const inferredTypes = <O extends OpName>(
  op: O,
  operands: readonly string[],
  attributes: OpAttributeInput<O>,
): readonly TensorType[] => {
  requireLegal(op, faultsOf(op, operands, attributes));
  return opDef(op).infer({ operands: operands.map(typeOf), attributes: filled(op, attributes) });
};

export const workOf = <O extends OpName>(op: O, operands: readonly string[], attributes: OpAttributeInput<O>): Work => {
  requireLegal(op, faultsOf(op, operands, attributes));
  return opDef(op).work({ operands: operands.map(typeOf), attributes: filled(op, attributes) });
};

/** Results of the reference kernel; they must have the types that the definition infers. */
export const runOperator = <O extends OpName>(
  op: O,
  operands: readonly Tensor[],
  attributes: OpAttributeInput<O>,
): readonly Tensor[] => {
  const types = operands.map(({ type }) => type);
  const given = filled(op, attributes);
  requireLegal(op, nodeFaults(opDef(op), types, given));
  const inferred = opDef(op).infer({ operands: types, attributes: given });
  const node = {
    op,
    operands: operands.map((_, i) => `operand${i}`),
    attributes: given,
    results: inferred.map((type, i) => ({ id: `result${i}`, type })),
    origins: [],
  };
  const results = evaluateNode(node, operands);
  for (const [i, type] of inferred.entries()) requireFit(op, results[i], type);
  return results;
};

/** Elements of the only result, as plain numbers. */
export const valuesOf = <O extends OpName>(
  op: O,
  operands: readonly Tensor[],
  attributes: OpAttributeInput<O>,
): number[] => Array.from(runOperator(op, operands, attributes)[0]?.data ?? []);

const requireLegal = (op: OpName, faults: readonly string[]): void => {
  if (faults.length > 0) throw new Error(`${op}: ${faults.join("; ")}`);
};

const requireFit = (op: OpName, result: Tensor | undefined, type: TensorType): void => {
  if (result === undefined) throw new Error(`${op} gives too few results`);
  const fits = result.data.length === elementCount(type.dims) && isStorageOf(type.dtype, result.data);
  if (!fits || JSON.stringify(result.type) !== JSON.stringify(type)) throw new Error(`${op} gives a misfitting result`);
};
