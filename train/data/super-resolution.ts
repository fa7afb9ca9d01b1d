/**
 * Sharp pictures as both question and answer for a network that enlarges: each is cut into tiles of the network's output size, and
 * the network sees them shrunk by its factor (bicubic, widened filter). Both have 8 bits, as any picture that is stored. Tiles lie edge to edge from the top left; what is left
 * over at the right and bottom is not used.
 */
import { basename, join } from "node:path";
import type { Value } from "../../ir/graph.ts";
import { CompileError } from "../../support/diagnostic.ts";
import type { Dataset } from "./dataset.ts";
import { decodeImage, isImageFile } from "./decode-image.ts";
import { cropImage, type Image, lumaOf, resizeImage, wholeLevels } from "./image.ts";
import { noDataThere, wrongShape } from "./messages.ts";
import { imageInputOf, type Preprocessing, pictureTensor } from "./preprocessing.ts";
import { namesIn, readBytes } from "./read-file.ts";

interface Tile {
  readonly file: string;
  readonly left: number;
  readonly top: number;
}

/**
 * @param output the network's output, a picture a whole number of times as large as its input.
 * @throws CompileError where no picture in the folder holds a tile, or the output is no enlarged picture.
 */
export const superResolutionFolder = (
  folder: string,
  source: string,
  { input, output }: { readonly input: Value; readonly output: Value },
  settings: Preprocessing,
): Dataset => {
  const small = imageInputOf(input, settings);
  const large = imageInputOf(output, settings);
  const files = namesIn(folder)
    .filter(isImageFile)
    .map(name => join(folder, name));
  const latest: { file?: string; image?: Image } = {};
  const read = (file: string): Image => {
    // Tiles of one picture come one after the other: the last picture is enough to remember.
    if (latest.file !== file) Object.assign(latest, { file, image: decodeImage(readBytes(file), file) });
    if (latest.image === undefined) throw new RangeError(file);
    return latest.image;
  };
  const tiles = files.flatMap(file => tilesOf(file, read(file), large));
  if (files.length === 0) throw new CompileError([noDataThere(folder)]);
  if (tiles.length === 0)
    throw new CompileError([
      wrongShape(folder, "smaller pictures only", `one of at least ${large.width}x${large.height}`),
    ]);
  const tileAt = (index: number): Tile => {
    const tile = tiles[index];
    if (tile === undefined) throw new RangeError(`sample ${index} of ${tiles.length}`);
    return tile;
  };
  const [dark, bright] = settings.range.map(value => (value - (settings.mean[0] ?? 0)) / (settings.std[0] ?? 1));
  const [low, range] = [dark ?? 0, (bright ?? 1) - (dark ?? 0)];
  return {
    source,
    count: tiles.length,
    targets: "image",
    cutFrom: index => tileAt(index).file,
    sample(index) {
      const tile = tileAt(index);
      const cut = cropImage(read(tile.file), tile.left, tile.top, large.width, large.height);
      const sharp = wholeLevels(small.channels === 1 ? lumaOf(cut) : cut);
      const shrunk = wholeLevels(resizeImage(sharp, small.width, small.height, "bicubic"));
      return {
        name: `${basename(tile.file)} at ${tile.left},${tile.top}`,
        inputs: new Map([[input.id, pictureTensor(shrunk, small, settings)]]),
        target: { kind: "image", image: pictureTensor(sharp, large, settings), low, range },
      };
    },
  };
};

const tilesOf = (
  file: string,
  image: Image,
  { width, height }: { readonly width: number; readonly height: number },
): readonly Tile[] =>
  Array.from({ length: Math.floor(image.height / height) }, (_, row) =>
    Array.from({ length: Math.floor(image.width / width) }, (__, column) => ({
      file,
      left: column * width,
      top: row * height,
    })),
  ).flat();
