/** MatMul, opset 1 to 13: versions differ in the types they take only. */
import type { Converter } from "../converter.ts";

export const matmul: Converter = (node, build) => build.node("matmul", [node.operand(0), node.operand(1)], {});
