/** Runs a single operator, for hand-computed cases. */
import { type Attributes, withDefaults } from "../../../ir/attributes.ts";
import { nodeFaults } from "../../../ir/check-node.ts";
import { evaluateNode } from "../../../ir/interp/evaluate.ts";
import { opDef, type OpAttributeInput, type OpName } from "../../../ir/ops/index.ts";
import type { Work } from "../../../ir/op.ts";
import type { Tensor, TensorType } from "../../../ir/tensor.ts";

/** All results, after the definition's own check. */
export const runAll = <O extends OpName>(
  op: O,
  operands: readonly Tensor[],
  given: OpAttributeInput<O>,
): readonly Tensor[] => {
  const definition = opDef(op);
  const attributes = withDefaults(definition.attributes, given as Attributes);
  const types = operands.map(({ type }) => type);
  const faults = nodeFaults(definition, types, attributes);
  if (faults.length > 0) throw new Error(faults.join("; "));
  const results = definition.infer({ operands: types, attributes }).map((type, i) => ({ id: String(i), type }));
  return evaluateNode({ op, operands: [], attributes, results, origins: [] }, operands);
};

/** The first result. */
export const run = <O extends OpName>(op: O, operands: readonly Tensor[], given: OpAttributeInput<O>): Tensor => {
  const [result] = runAll(op, operands, given);
  if (result === undefined) throw new Error(`${op} gives nothing`);
  return result;
};

export const values = ({ data }: Tensor): number[] => [...data];

export const faultsOf = <O extends OpName>(
  op: O,
  operands: readonly TensorType[],
  given: OpAttributeInput<O>,
): readonly string[] => nodeFaults(opDef(op), operands, withDefaults(opDef(op).attributes, given as Attributes));

export const workOf = <O extends OpName>(op: O, operands: readonly TensorType[], given: OpAttributeInput<O>): Work =>
  opDef(op).work({ operands, attributes: withDefaults(opDef(op).attributes, given as Attributes) });
