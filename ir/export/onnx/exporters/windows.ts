/** What slides a window over an image: convolutions and pools. */
import type { Exporter } from "../exporter.ts";
import { namesOf } from "../exporter.ts";
import type { OnnxAttributes } from "../model-messages.ts";

interface Window {
  readonly strides: readonly number[];
  readonly pads: readonly number[];
  readonly dilations: readonly number[];
}

/** Our order of pads, top, left, bottom, right, is ONNX's begins then ends. */
export const windowAttributes = (kernel: readonly number[], { strides, pads, dilations }: Window): OnnxAttributes => ({
  kernel_shape: { ints: kernel },
  strides: { ints: strides },
  pads: { ints: pads },
  // Left out where it says nothing: some engines' integer pools do not know it.
  ...(dilations.some(dilation => dilation !== 1) ? { dilations: { ints: dilations } } : {}),
});

const filterSize = (node: Parameters<Exporter<"conv2d">>[0]): readonly number[] =>
  node.operands[1]?.type.dims.slice(2) ?? [];

export const conv2d: Exporter<"conv2d"> = (node, write) => {
  const window = windowAttributes(filterSize(node), node.attributes);
  write.final("Conv", namesOf(node), { ...window, group: { int: node.attributes.group } });
};

export const convTranspose2d: Exporter<"conv_transpose2d"> = (node, write) => {
  const { group, output_padding: padding } = node.attributes;
  const filter = node.operands[1]?.type.dims.slice(2) ?? [];
  write.final("ConvTranspose", namesOf(node), {
    ...windowAttributes(filter, node.attributes),
    group: { int: group },
    output_padding: { ints: padding },
  });
};

export const maxPool2d: Exporter<"max_pool2d"> = (node, write) => {
  const { kernel, ceil_mode: ceilMode } = node.attributes;
  write.final("MaxPool", namesOf(node), {
    ...windowAttributes(kernel, node.attributes),
    ceil_mode: { int: Number(ceilMode) },
  });
};

export const averagePool2d: Exporter<"average_pool2d"> = (node, write) => {
  const { kernel, ceil_mode: ceilMode, count_include_pad: countPadding } = node.attributes;
  write.final("AveragePool", namesOf(node), {
    ...windowAttributes(kernel, node.attributes),
    ceil_mode: { int: Number(ceilMode) },
    count_include_pad: { int: Number(countPadding) },
  });
};
