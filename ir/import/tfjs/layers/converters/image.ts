/** What layers that work on images share: where channels stand, and pairs for height and width. */
import type { ConversionBuilder } from "../../../conversion/builder.ts";
import { IllFormed, Refusal } from "../../../conversion/refusal.ts";
import type { Laid } from "../../../tensorflow/laid.ts";
import { reshape, transpose } from "../../../tensorflow/shape.ts";
import type { Padding } from "../../../tensorflow/window.ts";
import type { JsonObject } from "../../json.ts";
import type { Converter, LayerView } from "../converter.ts";

/** Lets a converter of layers whose channels are last work where `data_format` puts them first: a matter of names alone. */
export const channelsLast =
  (convert: Converter): Converter =>
  (layer, build) => {
    if (layer.config.string("data_format", "channels_last") !== "channels_first") return convert(layer, build);
    const operand: LayerView["operand"] = index => transpose(build, layer.operand(index), toLast(layer.operand(index)));
    const [result] = [convert({ ...layer, operand }, build)].flat();
    if (result === undefined) return [];
    return result.type.dims.length === layer.operand(0).type.dims.length
      ? transpose(build, result, toFirst(result))
      : result;
  };

const toLast = ({ type }: Laid): readonly number[] => {
  const spatial = type.dims.slice(2).map((_, i) => i + 2);
  return [0, ...spatial, 1];
};

const toFirst = ({ type }: Laid): readonly number[] => {
  const rank = type.dims.length;
  return [0, rank - 1, ...type.dims.slice(2).map((_, i) => i + 1)];
};

/** [batch, width, channels] as an image of height 1, and back. */
export const alongTwoAxes = (build: ConversionBuilder, input: Laid, work: (image: Laid) => Laid): Laid => {
  const { dims } = input.type;
  if (dims.length !== 3) throw new IllFormed(`its input has ${dims.length} axes, not 3`);
  const result = work(reshape(build, input, dims.toSpliced(1, 0, 1)));
  return reshape(build, result, result.type.dims.toSpliced(1, 1));
};

/** One number for both, or one for each. */
export const pair = (config: JsonObject, name: string, byDefault: number): readonly [number, number] => {
  const found = config.raw(name) ?? byDefault;
  if (typeof found === "number") return [found, found];
  const [first, second] = config.numbers(name);
  if (first === undefined || second === undefined) throw new IllFormed(`its ${name} must be two numbers`);
  return [first, second];
};

export const paddingOf = (config: JsonObject): Padding => {
  const padding = config.string("padding", "valid");
  if (padding !== "same" && padding !== "valid") throw new Refusal(`its padding ${padding} is not supported`);
  return padding;
};
