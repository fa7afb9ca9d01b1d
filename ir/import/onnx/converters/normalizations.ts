/** Normalizations that the graph IR has as they are: InstanceNormalization (6), LRN (1 to 13), LpNormalization (1). */
import type { Converter } from "../converter.ts";
import { axisFromFront } from "../../conversion/axes.ts";

export const instanceNormalization: Converter = (node, build) =>
  build.node("instance_normalization", [node.operand(0), node.operand(1), node.operand(2)], {
    epsilon: node.attributes.float("epsilon", Math.fround(1e-5)),
  });

export const localResponseNormalization: Converter = (node, build) =>
  build.node("local_response_normalization", [node.operand(0)], {
    size: node.attributes.int("size"),
    alpha: node.attributes.float("alpha", Math.fround(1e-4)),
    beta: node.attributes.float("beta", 0.75),
    bias: node.attributes.float("bias", 1),
  });

export const lpNormalization: Converter = (node, build) =>
  build.node("lp_normalization", [node.operand(0)], {
    axis: axisFromFront(node.attributes.int("axis", -1), node.operand(0).type.dims.length),
    p: node.attributes.int("p", 2),
  });
