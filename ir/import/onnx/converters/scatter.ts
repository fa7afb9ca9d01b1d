/** ScatterElements (Scatter before opset 11) and ScatterND; `reduction` came with opset 16, its min and max with 18. */
import type { Converter, NodeView } from "../converter.ts";
import { IllFormed } from "../../conversion/refusal.ts";
import { axisFromFront } from "../../conversion/axes.ts";

export const scatterElements: Converter = (node, build) => {
  const [input, indices, updates] = [node.operand(0), node.operand(1), node.operand(2)];
  const axis = axisFromFront(node.attributes.int("axis", 0), input.type.dims.length);
  return build.node("scatter_elements", [input, indices, updates], { axis, reduction: reductionOf(node) });
};

export const scatterNd: Converter = (node, build) =>
  build.node("scatter_nd", [node.operand(0), node.operand(1), node.operand(2)], { reduction: reductionOf(node) });

const reductions = ["none", "add", "mul", "max", "min"] as const;

const reductionOf = (node: NodeView): (typeof reductions)[number] => {
  const name = node.attributes.string("reduction", "none");
  const known = reductions.find(reduction => reduction === name);
  if (known === undefined) throw new IllFormed(`its attribute reduction is ${name}`);
  return known;
};
