/** Convolutions and Dense. Weights are [height, width, channels, filters], those of each channel [height, width, channels, multiplier]. */
import type { Value } from "../../../../graph.ts";
import type { ConversionBuilder } from "../../../conversion/builder.ts";
import { Refusal } from "../../../conversion/refusal.ts";
import { convolve, convolveTransposed, type Sliding } from "../../../tensorflow/contraction.ts";
import { asInModel, inModelOrder, type Laid } from "../../../tensorflow/laid.ts";
import { reshape } from "../../../tensorflow/shape.ts";
import type { JsonObject } from "../../json.ts";
import type { Converter, LayerView } from "../converter.ts";
import { activated, activationOf, biasOf } from "./activation.ts";
import { alongTwoAxes, channelsLast, pair, paddingOf } from "./image.ts";

const slidingOf = (config: JsonObject): Sliding & { readonly padding: "same" | "valid" } => ({
  strides: pair(config, "strides", 1),
  dilations: pair(config, "dilation_rate", 1),
  padding: paddingOf(config),
});

const biasValue = (layer: LayerView, build: ConversionBuilder): Value | undefined => {
  const bias = biasOf(layer);
  return bias === undefined ? undefined : asInModel(bias, build);
};

/** [filters, channels, height, width]. */
const filters = (weight: Laid, build: ConversionBuilder): Value => weight.inOrder([3, 2, 0, 1], build);

/** [channels · multiplier, 1, height, width]. */
const filtersOfChannels = (weight: Laid, build: ConversionBuilder): Value => {
  const [height = 1, width = 1, channels = 1, multiplier = 1] = weight.type.dims;
  return build.node("reshape", [weight.inOrder([2, 3, 0, 1], build)], {
    shape: [channels * multiplier, 1, height, width],
  });
};

export const conv2d: Converter = channelsLast((layer, build) => {
  const { config, operand, weight } = layer;
  const kernel = filters(weight("kernel"), build);
  const result = convolve(build, operand(0), kernel, biasValue(layer, build), slidingOf(config));
  return activated(build, activationOf(config), result);
});

export const depthwiseConv2d: Converter = channelsLast((layer, build) => {
  const { config, operand, weight } = layer;
  const kernel = filtersOfChannels(weight("depthwise_kernel"), build);
  const result = convolve(build, operand(0), kernel, biasValue(layer, build), slidingOf(config));
  return activated(build, activationOf(config), result);
});

export const separableConv2d: Converter = channelsLast((layer, build) => {
  const { config, operand, weight } = layer;
  const perChannel = filtersOfChannels(weight("depthwise_kernel"), build);
  const inner = convolve(build, operand(0), perChannel, undefined, slidingOf(config));
  const pointwise = { strides: [1, 1], dilations: [1, 1], padding: "valid" } as const;
  const kernel = filters(weight("pointwise_kernel"), build);
  const result = convolve(build, inner, kernel, biasValue(layer, build), pointwise);
  return activated(build, activationOf(config), result);
});

/** Sizes of the result as Keras' deconv_output_length. */
export const conv2dTranspose: Converter = channelsLast((layer, build) => {
  const { config, operand, weight } = layer;
  const { strides, dilations, padding } = slidingOf(config);
  if (dilations.some(dilation => dilation !== 1)) throw new Refusal("it is transposed and dilated");
  const kernel = weight("kernel");
  const sizeOf = (axis: 0 | 1): number => {
    const [input = 1, window = 1] = [operand(0).type.dims[1 + axis], kernel.type.dims[axis]];
    if (config.has("output_padding")) {
      const cropped = padding === "same" ? 2 * Math.floor(window / 2) : 0;
      return (input - 1) * strides[axis] + window - cropped + pair(config, "output_padding", 0)[axis];
    }
    return input * strides[axis] + (padding === "same" ? 0 : Math.max(window - strides[axis], 0));
  };
  const size = [sizeOf(0), sizeOf(1)] as const;
  // The model's weights are [height, width, filters, channels].
  const weights = kernel.inOrder([3, 2, 0, 1], build);
  const result = convolveTransposed(build, operand(0), weights, biasValue(layer, build), { strides, padding, size });
  return activated(build, activationOf(config), result);
});

/** Over one axis: a convolution of height 1. "causal" pads the past only. */
export const conv1d: Converter = (layer, build) => {
  const { config, operand, weight } = layer;
  const [width = 1, channels = 1, count = 1] = weight("kernel").type.dims;
  const kernel = build.node("reshape", [weight("kernel").inOrder([2, 1, 0], build)], {
    shape: [count, channels, 1, width],
  });
  const [stride, dilation] = [single(config, "strides"), single(config, "dilation_rate")];
  const isCausal = config.string("padding", "valid") === "causal";
  return alongTwoAxes(build, operand(0), image => {
    const result = convolve(build, image, kernel, biasValue(layer, build), {
      strides: [1, stride],
      dilations: [1, dilation],
      padding: isCausal ? [0, (width - 1) * dilation, 0, 0] : paddingOf(config),
    });
    return activated(build, activationOf(config), result);
  });
};

const single = (config: JsonObject, name: string): number => {
  const found = config.raw(name) ?? 1;
  return typeof found === "number" ? found : (config.numbers(name)[0] ?? 1);
};

/** Along the last axis, whatever stands before it. */
export const dense: Converter = (layer, build) => {
  const { config, operand, weight } = layer;
  const bias = biasValue(layer, build);
  const factors = [asInModel(operand(0), build), asInModel(weight("kernel"), build)];
  const product = build.node("matmul", [...factors, ...(bias === undefined ? [] : [bias])], {});
  return activated(build, activationOf(config), inModelOrder(product));
};

export const flatten: Converter = channelsLast(({ operand }, build) => {
  const [batch = 1] = operand(0).type.dims;
  return reshape(build, operand(0), [batch, -1]);
});
