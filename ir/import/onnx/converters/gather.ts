/** Gather, GatherElements and GatherND: versions differ in negative indices and types only. */
import type { Converter } from "../converter.ts";
import { axisFromFront } from "../../conversion/axes.ts";

export const gather: Converter = (node, build) => {
  const [input, indices] = [node.operand(0), node.operand(1)];
  const axis = axisFromFront(node.attributes.int("axis", 0), input.type.dims.length);
  return build.node("gather", [input, indices], { axis });
};

export const gatherElements: Converter = (node, build) => {
  const [input, indices] = [node.operand(0), node.operand(1)];
  const axis = axisFromFront(node.attributes.int("axis", 0), input.type.dims.length);
  return build.node("gather_elements", [input, indices], { axis });
};

export const gatherNd: Converter = (node, build) =>
  build.node("gather_nd", [node.operand(0), node.operand(1)], { batch_dims: node.attributes.int("batch_dims", 0) });
