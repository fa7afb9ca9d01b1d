/**
 * Pictures for networks without labelled data: what they are to find or read is on some of those that calibrate and choose widths, and on
 * some of those that judge. Nothing that judges is on the other side.
 */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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

/** The photographs alone. */
export const faces = (root: string, photographsAt: string): string => {
  for (const part of parts) copyPhotographs(folderOf(root, part), part, photographsAt, Infinity);
  return root;
};

const copyPhotographs = (folder: string, part: Part, photographsAt: string, most: number): void => {
  for (const name of photographs[part].slice(0, most)) copyFileSync(join(photographsAt, name), join(folder, name));
};

interface TextPictures {
  readonly size: PictureSize;
  /** On either side. */
  readonly count: number;
  readonly mostLines: number;
  /** Between the seeds of both sides. */
  readonly apart: number;
  /** Photographs without text beside them, on either side, at most. */
  readonly photographs: number;
}

/** Pictures with text, of one size, and some photographs without. */
export const texts = (
  root: string,
  photographsAt: string,
  { size, count, mostLines, apart, photographs: most }: TextPictures,
): string => {
  for (const [i, part] of parts.entries()) {
    const folder = folderOf(root, part);
    copyPhotographs(folder, part, photographsAt, most);
    for (let k = 0; k < count; k++)
      writeFileSync(join(folder, `t${k}.png`), textPicture(size, 1 + (k % mostLines), apart * i + k + 1));
  }
  return root;
};
