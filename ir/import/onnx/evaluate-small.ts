/** Evaluation at import: for shapes and the like. Weights are left to the pass that folds constants. */
import { type Attributes, withDefaults } from "../../attributes.ts";
import { nodeFaults } from "../../check-node.ts";
import { evaluateNode } from "../../interp/evaluate.ts";
import { opDef, type OpName } from "../../ops/index.ts";
import { elementCount, type Tensor } from "../../tensor.ts";
import { isSensibleShape } from "./limits.ts";

const mostElements = 1024;
const mostOperations = 2 ** 20;
/** Bounds operators that only move data: they may be asked to look at all of a large operand for a small result. */
const mostOperandElements = 2 ** 22;

/** Quantizing says how numbers are stored: evaluating it would lose that. */
const kept: ReadonlySet<OpName> = new Set<OpName>(["quantize", "dequantize", "opaque"]);

/** The results of a node, or undefined where it is illegal, too much work, or better left as it is. */
export const evaluateSmall = (
  op: OpName,
  operands: readonly Tensor[],
  given: Attributes,
): readonly Tensor[] | undefined => {
  const definition = opDef(op);
  const types = operands.map(({ type }) => type);
  const attributes = withDefaults(definition.attributes, given);
  if (kept.has(op) || nodeFaults(definition, types, attributes).length > 0) return undefined;
  const results = definition.infer({ operands: types, attributes });
  if (!results.every(({ dims }) => isSensibleShape(dims) && elementCount(dims) <= mostElements)) return undefined;
  if (types.some(({ dims }) => elementCount(dims) > mostOperandElements)) return undefined;
  const { macs, vectorOperations } = definition.work({ operands: types, attributes });
  if (macs + vectorOperations > mostOperations) return undefined;
  return evaluateNode(
    { op, operands: [], attributes, results: results.map(type => ({ id: "", type })), origins: [] },
    operands,
  );
};
