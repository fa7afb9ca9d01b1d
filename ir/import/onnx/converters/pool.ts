/** MaxPool (opset 1 to 12) and AveragePool (1 to 19): 2-D as they are, 1-D as 2-D ones of height 1. */
import type { Converter, NodeView } from "../converter.ts";
import { IllFormed, Refusal } from "../../conversion/refusal.ts";
import { overTwoAxes } from "./one-axis.ts";
import { slidingWindow, twoAxes } from "./sliding-window.ts";

export const maxPool: Converter = (node, build) => {
  if (node.wants(1)) throw new Refusal("its second result, where the largest elements stand, is read");
  return overTwoAxes(build, [node.operand(0)], operands => build.node("max_pool2d", operands, poolWindow(node)));
};

export const averagePool: Converter = (node, build) => {
  const attributes = { ...poolWindow(node), count_include_pad: node.attributes.flag("count_include_pad", false) };
  return overTwoAxes(build, [node.operand(0)], operands => build.node("average_pool2d", operands, attributes));
};

/** The attributes that the pools share. */
export const poolWindow = (node: NodeView) => {
  const kernel = node.attributes.ints("kernel_shape");
  const spatial = node.operand(0).type.dims.slice(2);
  if (kernel.length !== spatial.length)
    throw new IllFormed(`its kernel_shape [${kernel.join(",")}] does not fit ${spatial.length} spatial axes`);
  return {
    ...slidingWindow(node, spatial, kernel),
    kernel: twoAxes(kernel, 1),
    ceil_mode: node.attributes.flag("ceil_mode", false),
  };
};
