/** How pictures become a network's input: settings as options or in a small JSON file, and the tensor they make. */
import { z } from "zod";
import type { Value } from "../../ir/graph.ts";
import { formatType, type Tensor, tensor } from "../../ir/tensor.ts";
import { CompileError } from "../../support/diagnostic.ts";
import { cropCenter, type Image, lumaOf, resizeImage } from "./image.ts";
import { brokenOptions, unknownLayout, wrongShape } from "./messages.ts";

const size = z.int().min(1).max(65_536);
const schema = z.strictObject({
  /** Height and width, or the shorter side (the other keeps the picture's shape). */
  resize: z.union([z.tuple([size, size]), size]).optional(),
  filter: z.enum(["nearest", "bilinear", "bicubic"]).default("bilinear"),
  /** Height and width cut from the middle, after resizing. */
  crop: z.tuple([size, size]).optional(),
  /** What the darkest and the brightest pixel become; as stored (0 … 255) unless given. */
  range: z.tuple([z.number(), z.number()]).default([0, 255]),
  /** Subtracted after that, one number or one per channel. */
  mean: z.array(z.number()).min(1).max(3).default([0]),
  /** Divided by after that. */
  std: z.array(z.number().positive()).min(1).max(3).default([1]),
  layout: z.enum(["NCHW", "NHWC"]).optional(),
  /** Order of colours; `luma` where the input has one channel. */
  channels: z.enum(["rgb", "bgr"]).default("rgb"),
});

export type Preprocessing = z.infer<typeof schema>;

/**
 * Settings as a person wrote them, defaults filled in.
 * @param source the file or the options, for messages.
 * @throws CompileError that names every setting at fault.
 */
export const parsePreprocessing = (settings: unknown, source: string): Preprocessing => {
  const result = schema.safeParse(settings);
  if (result.success) return result.data;
  throw new CompileError(
    result.error.issues.map(({ path, message }) =>
      brokenOptions(source, `${path.join(".") || "settings"}: ${message}`),
    ),
  );
};

/** @throws CompileError where `text` is no JSON or a setting is at fault. */
export const parsePreprocessingFile = (text: string, file: string): Preprocessing => {
  let settings: unknown;
  try {
    settings = JSON.parse(text);
  } catch (error) {
    throw new CompileError([brokenOptions(file, error instanceof Error ? error.message : String(error))]);
  }
  return parsePreprocessing(settings, file);
};

/** What a network's input takes of a picture. */
export interface ImageInput {
  readonly id: string;
  readonly dims: readonly number[];
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly channelsLast: boolean;
}

/** @throws CompileError where the input takes no picture, or where its channels lie is not clear. */
export const imageInputOf = ({ id, type }: Value, { layout }: Preprocessing): ImageInput => {
  const [batch, ...rest] = type.dims;
  const fits = (place: "NCHW" | "NHWC"): boolean => {
    const channels = place === "NCHW" ? rest[0] : rest[2];
    return (layout === undefined || layout === place) && (channels === 1 || channels === 3);
  };
  const channelsLast = !fits("NCHW");
  const isPicture = batch === 1 && rest.length === 3 && fits("NCHW") !== fits("NHWC");
  if (!isPicture) throw new CompileError([unknownLayout(id, formatType(type), layout)]);
  const [channels = 0, height = 0, width = 0] = channelsLast ? [rest[2], rest[0], rest[1]] : rest;
  return { id, dims: type.dims, channels, height, width, channelsLast };
};

/** Resized and cropped as the settings say. */
export const frameImage = (image: Image, { resize, filter, crop }: Preprocessing, file: string): Image => {
  const resized = resize === undefined ? image : resizeImage(image, ...targetSize(image, resize), filter);
  if (crop === undefined) return resized;
  const [height, width] = crop;
  if (resized.width < width || resized.height < height)
    throw new CompileError([
      wrongShape(file, `${resized.width}x${resized.height}`, `at least the ${width}x${height} that are cropped`),
    ]);
  return cropCenter(resized, width, height);
};

const targetSize = (image: Image, resize: NonNullable<Preprocessing["resize"]>): [width: number, height: number] => {
  if (typeof resize !== "number") return [resize[1], resize[0]];
  const scale = resize / Math.min(image.width, image.height);
  return [Math.round(image.width * scale), Math.round(image.height * scale)];
};

/**
 * The picture as the input's tensor: framed, in the wanted colours, range and layout.
 * @throws CompileError where its size is not the input's.
 */
export const inputTensorOf = (image: Image, input: ImageInput, settings: Preprocessing, file: string): Tensor => {
  const framed = frameImage(image, settings, file);
  if (framed.width !== input.width || framed.height !== input.height)
    throw new CompileError([
      wrongShape(
        file,
        `${framed.width}x${framed.height}`,
        `${input.width}x${input.height}, the width and height of input ${input.id}`,
      ),
    ]);
  return pictureTensor(input.channels === 1 ? lumaOf(framed) : framed, input, settings);
};

/** The framed picture's numbers in the network's range, laid out as the input's dims say. */
export const pictureTensor = (
  image: Image,
  { dims, channelsLast }: Pick<ImageInput, "dims" | "channelsLast">,
  { range: [low, high], mean, std, channels: order }: Preprocessing,
): Tensor => {
  const { channels } = image;
  const area = image.width * image.height;
  const values = new Float32Array(area * channels);
  for (let channel = 0; channel < channels; channel++) {
    const source = order === "bgr" && channels === 3 ? 2 - channel : channel;
    const [offset, divisor] = [mean[channel] ?? mean[0] ?? 0, std[channel] ?? std[0] ?? 1];
    for (let i = 0; i < area; i++) {
      const value = low + ((image.pixels[i * channels + source] ?? 0) / 255) * (high - low);
      values[channelsLast ? i * channels + channel : channel * area + i] = (value - offset) / divisor;
    }
  }
  return tensor("f32", dims, values);
};
