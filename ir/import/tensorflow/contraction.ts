/** Convolutions, pools and products of floats, with weights wherever TensorFlow's formats keep them. */
import type { Value } from "../../graph.ts";
import type { ConversionBuilder } from "../conversion/builder.ts";
import { IllFormed } from "../conversion/refusal.ts";
import { computed, imageOrder, type Laid } from "./laid.ts";
import { asImage } from "./shape.ts";
import { type Padding, padsOf } from "./window.ts";

export interface Sliding {
  /** Vertical, horizontal. */
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly padding: Padding | Pads;
}

/** Top, left, bottom, right. */
export type Pads = readonly [number, number, number, number];

/** Attributes of a convolution of `input` with a window of `kernel`, both [height, width]. */
export const windowOf = (
  { strides, dilations, padding }: Sliding,
  size: readonly number[],
  kernel: readonly number[],
): { strides: readonly number[]; dilations: readonly number[]; pads: readonly number[] } => {
  const pads =
    typeof padding === "string"
      ? padsOf(padding, { size: pair(size), kernel: pair(kernel), strides, dilations })
      : padding;
  return { strides, dilations, pads };
};

const pair = ([height = 1, width = 1]: readonly number[]): readonly [number, number] => [height, width];

/** `weight`: [filters, channels per group, height, width]. */
export const convolve = (
  build: ConversionBuilder,
  input: Laid,
  weight: Value,
  bias: Value | undefined,
  sliding: Sliding,
): Laid => {
  const image = asImage(input, build);
  const attributes = {
    ...windowOf(sliding, image.type.dims.slice(2), weight.type.dims.slice(2)),
    group: groupsOf(image, weight),
  };
  return computed(build.node("conv2d", [image, weight, ...(bias === undefined ? [] : [bias])], attributes), imageOrder);
};

/** As many as the filters' channels fit into the image's. */
export const groupsOf = (image: Value, weight: Value): number => {
  const [channels = 0, perGroup = 0] = [image.type.dims[1], weight.type.dims[1]];
  if (perGroup < 1 || channels % perGroup !== 0)
    throw new IllFormed(`filters of ${perGroup} channels do not fit an image of ${channels}`);
  return channels / perGroup;
};

export interface Transposed extends Pick<Sliding, "strides"> {
  readonly padding: Padding;
  /** Height and width of the result. */
  readonly size: readonly [number, number];
}

/** `weight`: [channels, filters, height, width]. Pads are those of the convolution that it transposes, over the result. */
export const convolveTransposed = (
  build: ConversionBuilder,
  input: Laid,
  weight: Value,
  bias: Value | undefined,
  { strides, padding, size }: Transposed,
): Laid => {
  const image = asImage(input, build);
  const kernel = pair(weight.type.dims.slice(2));
  const pads = padsOf(padding, { size, kernel, strides, dilations: [1, 1] });
  const uncropped = (axis: 0 | 1): number =>
    ((image.type.dims[2 + axis] ?? 1) - 1) * strides[axis] + kernel[axis] - cropped(pads, axis);
  const output_padding = [size[0] - uncropped(0), size[1] - uncropped(1)];
  const attributes = { strides, dilations: [1, 1], pads, group: 1, output_padding };
  const operands = [image, weight, ...(bias === undefined ? [] : [bias])];
  return computed(build.node("conv_transpose2d", operands, attributes), imageOrder);
};

const cropped = (pads: Pads, axis: 0 | 1): number => pads[axis] + pads[axis === 0 ? 2 : 3];

export interface Pool {
  readonly op: "average_pool2d" | "max_pool2d";
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: Padding | Pads;
}

/** Padding counts in no mean. */
export const pool = (build: ConversionBuilder, input: Laid, { op, kernel, strides, padding }: Pool): Laid => {
  const image = asImage(input, build);
  const window = windowOf({ strides, dilations: [1, 1], padding }, image.type.dims.slice(2), kernel);
  return computed(build.node(op, [image], { kernel, ...window }), imageOrder);
};
