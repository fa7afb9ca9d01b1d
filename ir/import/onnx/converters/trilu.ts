/** Trilu, opset 14: the diagonal is an operand that may be left out. */
import type { Converter } from "../converter.ts";

export const trilu: Converter = (node, build) =>
  build.node("trilu", [node.operand(0)], {
    upper: node.attributes.flag("upper", true),
    k: node.optionalScalar(1, 0),
  });
