/** CONV_2D and DEPTHWISE_CONV_2D. Integer weights under float activations (hybrid models) are dequantized. */
import type { ConversionBuilder } from "../../conversion/builder.ts";
import { activated, type Activation } from "../../tensorflow/activation.ts";
import { convolve, groupsOf, type Sliding, windowOf } from "../../tensorflow/contraction.ts";
import { asInModel, type AxisOrder, imageOrder, type Laid } from "../../tensorflow/laid.ts";
import { asImage } from "../../tensorflow/shape.ts";
import type { Converter, NodeView } from "../converter.ts";
import { type Codes, codesOf, integerOperands, requantized } from "../integer-contraction.ts";
import { onReals } from "../quantized.ts";
import { slidingOf } from "./sliding.ts";

/** [filters, height, width, channels] as [filters, channels, height, width]. */
const filtersFirst: AxisOrder = [0, 3, 1, 2];
/** [1, height, width, filters] as [filters, 1, height, width]. */
const filtersLast: AxisOrder = [3, 0, 1, 2];

export const conv2d: Converter = (node, build) => {
  const options = node.options("conv2d");
  return convolution(node, build, { weightOrder: filtersFirst, ...options, sliding: slidingOf(options) });
};

export const depthwiseConv2d: Converter = (node, build) => {
  const options = node.options("depthwiseConv2d");
  return convolution(node, build, { weightOrder: filtersLast, ...options, sliding: slidingOf(options) });
};

interface Convolution {
  readonly weightOrder: AxisOrder;
  readonly sliding: Sliding;
  readonly activation: Activation;
}

const convolution = (node: NodeView, build: ConversionBuilder, spec: Convolution): ReturnType<Converter> => {
  const codes = codesOf(node, spec.weightOrder[0] ?? 0);
  return codes === undefined
    ? onReals((real, builder) => floatConvolution(real, builder, spec))(node, build)
    : integerConvolution(node, build, spec, codes);
};

const floatConvolution = (
  node: NodeView,
  build: ConversionBuilder,
  { weightOrder, sliding, activation }: Convolution,
): Laid => {
  const weight = node.operand(1).inOrder(weightOrder, build);
  const bias = node.optional(2);
  const biasValue = bias === undefined ? undefined : asInModel(bias, build);
  return activated(build, activation, convolve(build, node.operand(0), weight, biasValue, sliding));
};

const integerConvolution = (
  node: NodeView,
  build: ConversionBuilder,
  { weightOrder, sliding, activation }: Convolution,
  codes: Codes,
): Laid => {
  const image = asImage(node.operand(0), build);
  const weight = node.operand(1).inOrder(weightOrder, build);
  const accumulator = build.node("conv2d_integer", [image, weight, ...integerOperands(node, codes, build)], {
    ...windowOf(sliding, image.type.dims.slice(2), weight.type.dims.slice(2)),
    group: groupsOf(image, weight),
  });
  return requantized(accumulator, imageOrder, 1, codes, activation, build);
};
