/** LayerNormalization, opset 17: its mean and inverse deviation are results too, which exporters declare but seldom read. */
import type { Value } from "../../../graph.ts";
import type { Converter } from "../converter.ts";
import type { ConversionBuilder } from "../../conversion/builder.ts";
import { castTo, scalarLike } from "../../conversion/arithmetic.ts";
import { axisFromFront } from "../../conversion/axes.ts";

export const layerNormalization: Converter = (node, build) => {
  const input = node.operand(0);
  const rank = input.type.dims.length;
  const axis = axisFromFront(node.attributes.int("axis", -1), rank);
  const epsilon = node.attributes.float("epsilon", Math.fround(1e-5));
  const bias = node.optional(2);
  const parameters = bias === undefined ? [node.operand(1)] : [node.operand(1), bias];
  const output = build.node("layer_normalization", [input, ...parameters], { axis, epsilon });
  if (!node.wants(1) && !node.wants(2)) return output;
  const axes = Array.from({ length: rank - axis }, (_, i) => axis + i);
  return [output, ...moments(build, input, axes, epsilon)];
};

/** Mean and 1 / √(variance + epsilon) in f32 (`stash_type`, the only legal one but bf16), the axes kept with one element. */
const moments = (build: ConversionBuilder, input: Value, axes: readonly number[], epsilon: number): Value[] => {
  const x = castTo(build, input, "f32");
  const mean = build.node("reduce_mean", [x], { axes, keep_dims: true });
  const difference = build.node("sub", [x, mean], {});
  const square = build.node("mul", [difference, difference], {});
  const variance = build.node("reduce_mean", [square], { axes, keep_dims: true });
  const deviation = build.node("sqrt", [build.node("add", [variance, scalarLike(build, x, epsilon)], {})], {});
  return [mean, build.node("reciprocal", [deviation], {})];
};
