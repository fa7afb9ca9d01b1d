/**
 * Pictures for networks without labelled data: what they are to find or read is on some of those that calibrate, on some of those that
 * choose widths, and on some of those that judge. Nothing that judges is on another side.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decode, type DecodedPng, encode } from "fast-png";
import { type PictureSize, textPicture } from "./text-pictures.ts";

type Part = "calibration" | "test";

/** Photographs with faces on both sides. */
const photographs: Readonly<Record<Part, readonly string[]>> = {
  calibration: ["astronaut.png", "elephant.png", "face_paint.png", "food.png"],
  test: ["airplane.png", "face.png", "palm_tree.png", "penguin.png", "woman.png"],
};
const parts: readonly Part[] = ["calibration", "test"];

const folderOf = (root: string, part: Part): string => {
  const folder = join(root, part);
  mkdirSync(folder, { recursive: true });
  return folder;
};

/**
 * The photographs; those that calibrate and choose also mirrored and from nearer by, so that there are sixteen: either half of them shows
 * what each shows, in several sizes.
 */
export const faces = (root: string, photographsAt: string): string => {
  for (const part of parts)
    for (const name of photographs[part]) {
      const folder = folderOf(root, part);
      copyFileSync(join(photographsAt, name), join(folder, name));
      const views = part === "calibration" ? [mirrored, nearer, mirroredNearer] : [];
      const picture = decode(readFileSync(join(photographsAt, name)));
      for (const [i, view] of views.entries()) writeFileSync(join(folder, `view-${i}-${name}`), encode(view(picture)));
    }
  return root;
};

/** Each pixel from another place. */
const rearranged = (
  { data, channels, depth, width: from }: DecodedPng,
  { width, height }: PictureSize,
  placeOf: (row: number, column: number) => readonly [row: number, column: number],
): DecodedPng => {
  const pixels = new Uint8Array(width * height * channels);
  for (let i = 0; i < pixels.length; i++) {
    const [pixel, channel] = [Math.floor(i / channels), i % channels];
    const [row, column] = placeOf(Math.floor(pixel / width), pixel % width);
    pixels[i] = data[(row * from + column) * channels + channel] ?? 0;
  }
  return { data: pixels, channels, depth, width, height, text: {} };
};

const mirrored = (picture: DecodedPng): DecodedPng =>
  rearranged(picture, picture, (row, column) => [row, picture.width - 1 - column]);

/** Three quarters of it each way, from the middle. */
const nearer = (picture: DecodedPng): DecodedPng => {
  const size = { width: Math.round(picture.width * 0.75), height: Math.round(picture.height * 0.75) };
  const [top, left] = [Math.floor((picture.height - size.height) / 2), Math.floor((picture.width - size.width) / 2)];
  return rearranged(picture, size, (row, column) => [row + top, column + left]);
};

const mirroredNearer = (picture: DecodedPng): DecodedPng => mirrored(nearer(picture));

/** Pictures with text, of one size, and two photographs without on either side. */
export const texts = (
  root: string,
  photographsAt: string,
  { size, count, mostLines }: { readonly size: PictureSize; readonly count: number; readonly mostLines: number },
): string => {
  for (const [i, part] of parts.entries()) {
    const folder = folderOf(root, part);
    for (const name of photographs[part].slice(0, 2)) copyFileSync(join(photographsAt, name), join(folder, name));
    for (let k = 0; k < count; k++)
      writeFileSync(join(folder, `text-${k}.png`), textPicture(size, 1 + (k % mostLines), 1000 * i + k + 1));
  }
  return root;
};
