/** DynamicQuantizeLinear, opset 11. */
import type { Converter } from "../converter.ts";

export const dynamicQuantizeLinear: Converter = (node, build) => build.nodes("dynamic_quantize", [node.operand(0)], {});
