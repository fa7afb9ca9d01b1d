/** IsInf, opset 10 and 20. */
import type { Converter } from "../converter.ts";

export const isInf: Converter = (node, build) =>
  build.node("is_inf", [node.operand(0)], {
    detect_negative: node.attributes.flag("detect_negative", true),
    detect_positive: node.attributes.flag("detect_positive", true),
  });
