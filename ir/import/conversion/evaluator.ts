/** Evaluation at import: for shapes and the like. Weights are left to the pass that folds constants. */
import { type Attributes, withDefaults } from "../../attributes.ts";
import { nodeFaults } from "../../check-node.ts";
import { evaluateNode } from "../../interp/evaluate.ts";
import type { Work } from "../../op.ts";
import { opDef, type OpName } from "../../ops/index.ts";
import { elementCount, type Tensor, type TensorType } from "../../tensor.ts";
import { isSensibleShape } from "./limits.ts";

const mostElements = 1024;
const mostOperations = 2 ** 20;
/** Bounds operators that only move data: they may be asked to look at all of a large operand for a small result. */
const mostOperandElements = 2 ** 22;

/** Quantizing says how numbers are stored: evaluating it would lose that. */
const kept: ReadonlySet<OpName> = new Set<OpName>(["quantize", "dequantize", "opaque"]);

/** All evaluation of one import together: a damaged model may ask for the allowed work in every of its nodes. */
const mostOperationsInAll = 2 ** 27;

/** The results of a node, or undefined where it is illegal, too much work, or better left as it is. */
export type Evaluator = (
  op: OpName,
  operands: readonly Tensor[],
  attributes: Attributes,
) => readonly Tensor[] | undefined;

/** An evaluator for one import. */
export const evaluator = (): Evaluator => {
  let left = mostOperationsInAll;
  return (op, operands, given) => {
    const definition = opDef(op);
    const types = operands.map(({ type }) => type);
    const attributes = withDefaults(definition.attributes, given);
    if (kept.has(op) || nodeFaults(definition, types, attributes).length > 0) return undefined;
    const results = definition.infer({ operands: types, attributes });
    const work = definition.work({ operands: types, attributes });
    if (!isSmall(types, results, work)) return undefined;
    left -= work.macs + work.vectorOperations + sum(results);
    if (left < 0) return undefined;
    const node = { op, operands: [], attributes, results: results.map(type => ({ id: "", type })), origins: [] };
    return evaluateNode(node, operands);
  };
};

const isSmall = (operands: readonly TensorType[], results: readonly TensorType[], work: Work): boolean =>
  results.every(({ dims }) => isSensibleShape(dims) && elementCount(dims) <= mostElements) &&
  operands.every(({ dims }) => elementCount(dims) <= mostOperandElements) &&
  work.macs + work.vectorOperations <= mostOperations;

const sum = (types: readonly TensorType[]): number => types.reduce((total, { dims }) => total + elementCount(dims), 0);
