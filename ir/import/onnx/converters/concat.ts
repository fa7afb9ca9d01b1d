/** Concat, opset 4 to 13: versions differ in negative axes and types only. */
import type { Converter } from "../converter.ts";
import { axisFromFront } from "../../conversion/axes.ts";

export const concat: Converter = (node, build) => {
  const operands = node.operands();
  const [first] = operands;
  if (first !== undefined && operands.length === 1) return first;
  return build.node("concat", operands, {
    axis: axisFromFront(node.attributes.int("axis"), first?.type.dims.length ?? 0),
  });
};
