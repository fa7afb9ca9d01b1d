/** ArgMax and ArgMin, opset 1 to 13: negative axes from 11 on, the last among equals from 12 on. */
import type { Converter } from "../converter.ts";
import { axisFromFront } from "../../conversion/axes.ts";

export const argExtreme =
  (op: "arg_max" | "arg_min"): Converter =>
  (node, build) =>
    build.node(op, [node.operand(0)], {
      axis: axisFromFront(node.attributes.int("axis", 0), node.operand(0).type.dims.length),
      keep_dims: node.attributes.flag("keepdims", true),
      select_last_index: node.attributes.flag("select_last_index", false),
    });
