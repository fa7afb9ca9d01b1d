/** TopK: k is an attribute in opset 1, an operand from 10 on; from 11 on it may ask for the smallest, or for any order. */
import type { Converter } from "../converter.ts";
import { axisFromFront } from "../../conversion/axes.ts";

export const topK: Converter = (node, build) =>
  build.nodes("top_k", [node.operand(0)], {
    k: node.opset < 10 ? node.attributes.int("k") : node.staticScalar(1),
    axis: axisFromFront(node.attributes.int("axis", -1), node.operand(0).type.dims.length),
    largest: node.attributes.flag("largest", true),
    sorted: node.attributes.flag("sorted", true),
  });
