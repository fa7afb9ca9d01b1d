/** ONNX operators of one operand that have the same meaning in the graph IR; their versions differ in types only. */
import type { OpAttributeInput, OpName } from "../../../ops/index.ts";
import type { Converter } from "../converter.ts";

/** Operators without attributes. */
type PlainOp = { [O in OpName]: object extends OpAttributeInput<O> ? O : never }[OpName];

export const unary =
  (op: PlainOp): Converter =>
  (node, build) =>
    build.node(op, [node.operand(0)], {});
