/** Layers that move data or only name axes anew. Axes and shapes in configurations leave the batch out. */
import { IllFormed, Refusal } from "../../../conversion/refusal.ts";
import { castTo } from "../../../conversion/arithmetic.ts";
import { resize } from "../../../tensorflow/resize.ts";
import { asInModel, inModelOrder } from "../../../tensorflow/laid.ts";
import { expand, pad, reshape as reshaped, slice, transpose } from "../../../tensorflow/shape.ts";
import type { JsonObject } from "../../json.ts";
import type { Converter } from "../converter.ts";
import { channelsLast, pair } from "./image.ts";

/** Layers that do nothing in inference. */
export const identity: Converter = ({ operand }) => operand(0);

export const reshape: Converter = ({ config, operand }, build) => {
  const [batch = 1] = operand(0).type.dims;
  return reshaped(build, operand(0), [batch, ...config.sizes("target_shape")]);
};

export const permute: Converter = ({ config, operand }, build) =>
  transpose(build, operand(0), [0, ...config.numbers("dims")]);

export const repeatVector: Converter = ({ config, operand }, build) => {
  const [batch = 1, features = 1] = operand(0).type.dims;
  const row = reshaped(build, operand(0), [batch, 1, features]);
  return expand(build, row, [batch, config.number("n"), features]);
};

export const zeroPadding2d: Converter = channelsLast(({ config, operand }, build) => {
  const [rows, columns] = borders(config, "padding");
  return pad(build, operand(0), { amounts: [[0, 0], rows, columns, [0, 0]], mode: "constant", value: 0 });
});

export const cropping2d: Converter = channelsLast(({ config, operand }, build) => {
  const { dims } = operand(0).type;
  const parts = borders(config, "cropping").map(([before, after], i) => {
    const end = (dims[i + 1] ?? 0) - after;
    if (before < 0 || end < before) throw new IllFormed("it crops more than its operand has");
    return { axis: i + 1, start: before, end, step: 1 };
  });
  return slice(build, operand(0), parts);
});

type Border = readonly [before: number, after: number];

/** One number for all sides, one for each axis, or before and after for each axis. */
const borders = (config: JsonObject, name: string): readonly [Border, Border] => {
  const found = config.raw(name);
  if (typeof found === "number") {
    const all = [found, found] as const;
    return [all, all];
  }
  const border = (value: unknown): Border => {
    const [before, after] = Array.isArray(value) ? (value as unknown[]) : [value, value];
    if (typeof before !== "number" || typeof after !== "number") throw new IllFormed(`its ${name} must be numbers`);
    return [before, after];
  };
  if (!Array.isArray(found) || found.length !== 2) throw new IllFormed(`its ${name} must be two numbers or pairs`);
  return [border(found[0]), border(found[1])];
};

/** Bilinear samples at corners of pixels, as TensorFlow.js does; Keras in Python samples at their middles. */
export const upSampling2d: Converter = channelsLast(({ config, operand }, build) => {
  const [, height = 1, width = 1] = operand(0).type.dims;
  const [rows, columns] = pair(config, "size", 2);
  const interpolation = config.string("interpolation", "nearest");
  if (interpolation !== "nearest" && interpolation !== "bilinear")
    throw new Refusal(`its interpolation ${interpolation} is not supported`);
  return resize(build, operand(0), {
    mode: interpolation === "nearest" ? "nearest" : "linear",
    size: [height * rows, width * columns],
    alignCorners: false,
    halfPixelCenters: false,
  });
});

/** Indices come as reals. */
export const embedding: Converter = ({ operand, weight }, build) => {
  const indices = castTo(build, asInModel(operand(0), build), "int32");
  return inModelOrder(build.node("gather", [asInModel(weight("embeddings"), build), indices], { axis: 0 }));
};
