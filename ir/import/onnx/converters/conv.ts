/** Conv, opset 1 and 11: 2-D as it is, 1-D as a 2-D one of height 1. */
import type { Converter } from "../converter.ts";
import { overTwoAxes } from "./one-axis.ts";
import { slidingWindow } from "./sliding-window.ts";

export const conv: Converter = (node, build) => {
  const [input, weight, bias] = [node.operand(0), node.operand(1), node.optional(2)];
  const window = slidingWindow(node, input.type.dims.slice(2), weight.type.dims.slice(2));
  const attributes = { ...window, group: node.attributes.int("group", 1) };
  const rest = bias === undefined ? [] : [bias];
  return overTwoAxes(build, [input, weight], ([x = input, w = weight]) =>
    build.node("conv2d", [x, w, ...rest], attributes),
  );
};
