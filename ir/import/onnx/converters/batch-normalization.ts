/**
 * BatchNormalization, opset 7 to 15, in inference. Up to 8, `spatial = 0` gives every place of the image parameters of its
 * own; from 14 on, parameters may have another type than the input. Results beyond the first exist in training only.
 */
import type { Value } from "../../../graph.ts";
import type { Converter, NodeView } from "../converter.ts";
import type { ConversionBuilder } from "../../conversion/builder.ts";
import { Refusal } from "../../conversion/refusal.ts";
import { castTo, scalarLike } from "../../conversion/arithmetic.ts";

export const batchNormalization: Converter = (node, build) => {
  if (node.attributes.flag("training_mode", false))
    throw new Refusal("it runs in training mode", "export the model for inference");
  const input = node.operand(0);
  const parameters = [1, 2, 3, 4].map(index => castTo(build, node.operand(index), input.type.dtype));
  const epsilon = node.attributes.float("epsilon", Math.fround(1e-5));
  return isSpatial(node)
    ? build.node("batch_normalization", [input, ...parameters], { epsilon })
    : normalizePlaces(build, input, parameters, epsilon);
};

const isSpatial = (node: NodeView): boolean => node.opset >= 9 || node.attributes.flag("spatial", true);

/** Parameters are [C,H,W] and broadcast to [N,C,H,W]. */
const normalizePlaces = (
  build: ConversionBuilder,
  input: Value,
  parameters: readonly Value[],
  epsilon: number,
): Value => {
  const [scale = input, bias = input, mean = input, variance = input] = parameters;
  const deviation = build.node("sqrt", [build.node("add", [variance, scalarLike(build, variance, epsilon)], {})], {});
  const normalized = build.node("div", [build.node("sub", [input, mean], {}), deviation], {});
  return build.node("add", [build.node("mul", [normalized, scale], {}), bias], {});
};
