/** Sizes of pictures that are halved and doubled again, whatever sides they have. */
import type { ImageClassification } from "./network-space.ts";

/** Height and width. */
export type Picture = readonly [number, number];

export const pictureOf = ({ height, width }: ImageClassification): Picture => [height, width];

const both = ([height, width]: Picture, change: (side: number) => number): Picture => [change(height), change(width)];

/** The window that halves it; a side of one stays. */
export const halvingOf = (picture: Picture): Picture => both(picture, side => Math.min(2, side));

/** A last odd row or column is dropped. */
export const halved = (picture: Picture): Picture => both(picture, side => Math.max(1, Math.floor(side / 2)));

/** What brings its half back to it: so many times as large, and so many rows and columns more. */
export const doublingOf = (picture: Picture): { readonly strides: Picture; readonly padding: Picture } => ({
  strides: halvingOf(picture),
  padding: both(picture, side => (side === 1 ? 0 : side % 2)),
});
