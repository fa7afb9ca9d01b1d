/** Add, opset 7 to 14: versions differ in the types they take only. */
import type { Converter } from "../converter.ts";

export const add: Converter = (node, build) => build.node("add", [node.operand(0), node.operand(1)], {});
