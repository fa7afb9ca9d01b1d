/** TensorFlow Lite's operators that have the same meaning in the graph IR, element by element. */
import type { OpAttributeInput, OpName } from "../../../ops/index.ts";
import { elementwise } from "../../tensorflow/elementwise.ts";
import type { Converter } from "../converter.ts";
import { onCodes, onReals } from "../quantized.ts";

/** Operators without attributes. */
type PlainOp = { [O in OpName]: object extends OpAttributeInput<O> ? O : never }[OpName];

const plain =
  (op: PlainOp): Converter =>
  (node, build) =>
    // No attribute must be given: that is what makes it a plain one.
    elementwise(build, op, node.operands(), {} as OpAttributeInput<PlainOp>);

/** A function of reals. */
export const ofReals = (op: PlainOp): Converter => onReals(plain(op));

/** Keeps the order of numbers, so it can work on codes of one scale. */
export const ofOrder = (op: "max" | "min"): Converter => onCodes(plain(op));

/** For bools and other numbers that no scale belongs to. */
export const ofBools = plain;
