/** Gelu, opset 20. */
import type { Converter } from "../converter.ts";
import { IllFormed } from "../../conversion/refusal.ts";

export const gelu: Converter = (node, build) => {
  const approximate = node.attributes.string("approximate", "none");
  if (approximate !== "none" && approximate !== "tanh")
    throw new IllFormed(`its attribute approximate is ${approximate}`);
  return build.node("gelu", [node.operand(0)], { approximate });
};
