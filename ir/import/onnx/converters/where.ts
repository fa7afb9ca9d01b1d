/** Where, opset 9 and 16. */
import type { Converter } from "../converter.ts";

export const where: Converter = (node, build) =>
  build.node("where", [node.operand(0), node.operand(1), node.operand(2)], {});
