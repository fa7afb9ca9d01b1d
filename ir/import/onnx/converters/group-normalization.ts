/**
 * GroupNormalization: a layer normalization over the channels of each group, then scale and bias: one of each per group in
 * opset 18, one per channel from 21 on.
 */
import type { Value } from "../../../graph.ts";
import { elementCount } from "../../../tensor.ts";
import type { Converter } from "../converter.ts";
import { IllFormed } from "../../conversion/refusal.ts";
import { reshaped } from "../../conversion/arithmetic.ts";

export const groupNormalization: Converter = (node, build) => {
  const input = node.operand(0);
  const { dims } = input.type;
  const [batch = 0, channels = 0, ...places] = dims;
  const groups = node.attributes.int("num_groups");
  if (groups < 1 || channels % groups !== 0)
    throw new IllFormed(`its ${channels} channels do not split into ${groups} groups`);
  const perGroup = channels / groups;
  const flat = reshaped(build, input, [batch, groups, perGroup * elementCount(places)]);
  const epsilon = node.attributes.float("epsilon", Math.fround(1e-5));
  const normalized = build.node("layer_normalization", [flat], { axis: 2, epsilon });

  // One parameter per group or per channel, in either case against [batch, parameters, rest].
  const count = node.opset < 21 ? groups : channels;
  const rows = reshaped(build, normalized, [batch, count, (channels / count) * elementCount(places)]);
  const parameter = (index: number): Value => reshaped(build, node.operand(index), [count, 1]);
  const scaled = build.node("mul", [rows, parameter(1)], {});
  return reshaped(build, build.node("add", [scaled, parameter(2)], {}), dims);
};
