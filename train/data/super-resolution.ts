/**
 * Sharp pictures as both question and answer for a network that enlarges: each is cut into tiles of the network's output size, and
 * the network sees them shrunk by its factor (bicubic, widened filter). Both have 8 bits, as any picture that is stored. As few tiles as
 * cover a picture lie at even distances and overlap where it is no multiple of their size, so that all of it is seen. Of a
 * single picture, tiles lie edge to edge: it may be cut in two between them.
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
  const startsAlong = files.length > 1 ? coveringStarts : startsApart;
  const tiles = files.flatMap(file => tilesOf(file, read(file), large, startsAlong));
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

type Starts = (whole: number, piece: number) => readonly number[];

const tilesOf = (
  file: string,
  image: Image,
  { width, height }: { readonly width: number; readonly height: number },
  startsAlong: Starts,
): readonly Tile[] =>
  startsAlong(image.height, height).flatMap(top => startsAlong(image.width, width).map(left => ({ file, left, top })));

/** Where as few pieces as cover the whole begin, the first at its start and the last at its end; none where not even one fits. */
const coveringStarts: Starts = (whole, piece) => {
  if (whole < piece) return [];
  const count = Math.ceil(whole / piece);
  return Array.from({ length: count }, (_, i) => Math.round((i * (whole - piece)) / Math.max(1, count - 1)));
};

/** Pieces side by side; what is left over at the end is not used. */
const startsApart: Starts = (whole, piece) => Array.from({ length: Math.floor(whole / piece) }, (_, i) => i * piece);
