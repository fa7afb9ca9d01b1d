/** CumSum, opset 11 and 14: the axis is an operand. */
import type { Converter } from "../converter.ts";
import { axisFromFront } from "../../conversion/axes.ts";

export const cumulativeSum: Converter = (node, build) =>
  build.node("cumulative_sum", [node.operand(0)], {
    axis: axisFromFront(node.staticScalar(1), node.operand(0).type.dims.length),
    exclusive: node.attributes.flag("exclusive", false),
    reverse: node.attributes.flag("reverse", false),
  });
