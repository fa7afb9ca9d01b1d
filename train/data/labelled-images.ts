/** Pictures of one size packed in memory with a class each, as CIFAR-10 and MNIST have them. */
import type { Value } from "../../ir/graph.ts";
import { CompileError } from "../../support/diagnostic.ts";
import type { Dataset } from "./dataset.ts";
import { type Image, imageOf } from "./image.ts";
import { wrongShape } from "./messages.ts";
import { imageInputOf, inputTensorOf, type Preprocessing } from "./preprocessing.ts";

export interface PackedImages {
  readonly source: string;
  readonly count: number;
  readonly image: (index: number) => Image;
  readonly label: (index: number) => number;
}

/** @throws CompileError where the input takes no picture. */
export const packedDataset = (packed: PackedImages, input: Value, settings: Preprocessing): Dataset => {
  const wanted = imageInputOf(input, settings);
  return {
    source: packed.source,
    count: packed.count,
    targets: "class",
    sample(index) {
      if (!(index >= 0 && index < packed.count)) throw new RangeError(`sample ${index} of ${packed.count}`);
      const name = `${packed.source}, image ${index}`;
      const tensor = inputTensorOf(packed.image(index), wanted, settings, name);
      return {
        name,
        inputs: new Map([[input.id, tensor]]),
        target: { kind: "class", label: packed.label(index) },
      };
    },
  };
};

/** Several files of one set, one after the other. */
export const joinPacked = (parts: readonly PackedImages[], source: string): PackedImages => {
  const places = parts.flatMap(part => Array.from({ length: part.count }, (_, index) => ({ part, index })));
  const at = (index: number) => {
    const place = places[index];
    if (place === undefined) throw new RangeError(`image ${index} of ${places.length}`);
    return place;
  };
  return {
    source,
    count: places.length,
    image: index => at(index).part.image(at(index).index),
    label: index => at(index).part.label(at(index).index),
  };
};

/** Planes one after the other, as files have them, to interleaved pixels. */
export const fromPlanes = (bytes: Uint8Array, width: number, height: number, channels: number): Image => {
  const area = width * height;
  const pixels = new Float32Array(area * channels);
  for (let channel = 0; channel < channels; channel++)
    for (let i = 0; i < area; i++) pixels[i * channels + channel] = bytes[channel * area + i] ?? 0;
  return imageOf(width, height, channels, pixels);
};

/** @throws CompileError where an input of three channels meets pictures of one. */
export const expectChannels = (source: string, found: number, input: Value, settings: Preprocessing): void => {
  const { channels } = imageInputOf(input, settings);
  if (channels > found)
    throw new CompileError([
      wrongShape(source, `${found} channel`, `${channels} channels, as input ${input.id} has them`),
    ]);
};
