/** Relu, opset 6 to 14: versions differ in the types they take only. */
import type { Converter } from "../converter.ts";

export const relu: Converter = (node, build) => build.node("relu", [node.operand(0)], {});
