/** `data_format` and `padding` of TensorFlow's operators on images. */
import { IllFormed, Refusal } from "../../../conversion/refusal.ts";
import type { Pads, Sliding } from "../../../tensorflow/contraction.ts";
import { transpose } from "../../../tensorflow/shape.ts";
import type { Padding } from "../../../tensorflow/window.ts";
import type { AttributeView } from "../attributes.ts";
import type { Converter, NodeView } from "../converter.ts";

/** Lets a converter of operators whose channels are last work where `data_format` puts them first: a matter of names alone. */
export const channelsLast =
  (convert: Converter): Converter =>
  (node, build) => {
    if (node.attributes.string("data_format", "NHWC") !== "NCHW") return convert(node, build);
    const first = node.operand(0);
    const operand: NodeView["operand"] = index =>
      index === 0 ? transpose(build, first, [0, 2, 3, 1]) : node.operand(index);
    const [result] = [convert({ ...node, operand }, build)].flat();
    return result?.type.dims.length === 4 ? transpose(build, result, [0, 3, 1, 2]) : (result ?? []);
  };

/** Entries for height and width of a list for all four axes. */
export const spatial = (attributes: AttributeView, name: string): readonly [number, number] => {
  const values = attributes.ints(name, [1, 1, 1, 1]);
  const first = attributes.string("data_format", "NHWC") === "NCHW" ? 2 : 1;
  const [height, width] = values.slice(first, first + 2);
  if (height === undefined || width === undefined || height < 1 || width < 1)
    throw new IllFormed(`its ${name} [${values.join(",")}] must be four positive numbers`);
  return [height, width];
};

export const paddingOf = (attributes: AttributeView): Padding | Pads => {
  const padding = attributes.string("padding");
  if (padding === "SAME" || padding === "VALID") return padding === "SAME" ? "same" : "valid";
  if (padding !== "EXPLICIT") throw new Refusal(`its padding ${padding} is not supported`);
  const first = attributes.string("data_format", "NHWC") === "NCHW" ? 4 : 2;
  const [top = 0, bottom = 0, left = 0, right = 0] = attributes.ints("explicit_paddings").slice(first, first + 4);
  return [top, left, bottom, right];
};

export const slidingOf = (attributes: AttributeView): Sliding => ({
  strides: spatial(attributes, "strides"),
  dilations: spatial(attributes, "dilations"),
  padding: paddingOf(attributes),
});
