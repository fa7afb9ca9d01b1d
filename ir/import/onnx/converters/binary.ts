/**
 * ONNX operators of two operands that have the same meaning in the graph IR, broadcasting included; from opset 7 on their
 * versions differ in types only.
 */
import type { OpName } from "../../../ops/index.ts";
import type { Converter } from "../converter.ts";

type BinaryOp = Extract<
  OpName,
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "equal"
  | "less"
  | "less_or_equal"
  | "greater"
  | "greater_or_equal"
  | "and"
  | "or"
  | "xor"
  | "prelu"
>;

export const binary =
  (op: BinaryOp): Converter =>
  (node, build) =>
    build.node(op, [node.operand(0), node.operand(1)], {});
