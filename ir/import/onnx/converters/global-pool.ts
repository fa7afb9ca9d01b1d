/** Global pools: reductions over all spatial axes. */
import type { Converter, NodeView } from "../converter.ts";
import { Refusal } from "../../conversion/refusal.ts";

const spatialAxes = (node: NodeView) => ({
  axes: node.operand(0).type.dims.flatMap((_, axis) => (axis < 2 ? [] : [axis])),
  keep_dims: true,
});

export const globalAveragePool: Converter = (node, build) =>
  build.node("reduce_mean", [node.operand(0)], spatialAxes(node));

export const globalMaxPool: Converter = (node, build) => build.node("reduce_max", [node.operand(0)], spatialAxes(node));

export const globalLpPool: Converter = (node, build) => {
  const p = node.attributes.int("p", 2);
  if (p === 1) return build.node("reduce_l1", [node.operand(0)], spatialAxes(node));
  if (p === 2) return build.node("reduce_l2", [node.operand(0)], spatialAxes(node));
  throw new Refusal(`it takes the ${p}-norm; 1 and 2 are supported`);
};
