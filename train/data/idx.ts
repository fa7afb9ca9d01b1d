/** IDX files, as MNIST comes in: a magic number with element type and rank, the dims, then bytes. */
import { basename, join } from "node:path";
import { CompileError } from "../../support/diagnostic.ts";
import { imageOf } from "./image.ts";
import type { PackedImages } from "./labelled-images.ts";
import { brokenFormat } from "./messages.ts";
import { readBytes } from "./read-file.ts";

interface IdxArray {
  readonly dims: readonly number[];
  readonly data: Uint8Array;
}

const unsignedByte = 0x08;

/** @throws CompileError where the file is no IDX file of bytes with the given rank, or is cut short. */
const readIdx = (file: string, rank: number): IdxArray => {
  const bytes = readBytes(file);
  const broken = (message: string): CompileError =>
    new CompileError([brokenFormat(file, message, "expected an IDX file as MNIST has them")]);
  const headerBytes = 4 + 4 * rank;
  if (bytes.length < headerBytes || bytes[0] !== 0 || bytes[1] !== 0) throw broken("this is no IDX file");
  if (bytes[2] !== unsignedByte) throw broken(`element type ${bytes[2]} is not read, only bytes are`);
  if (bytes[3] !== rank) throw broken(`rank ${bytes[3]}, expected ${rank}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dims = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const data = bytes.subarray(headerBytes);
  const expected = dims.reduce((product, dim) => product * dim, 1);
  if (data.length !== expected) throw broken(`${data.length} bytes of data for ${dims.join("x")}`);
  return { dims, data };
};

const imagesPattern = /^(train|t10k)-images[-.]idx3-ubyte(\.gz)?$/;

/** Which split the file of images belongs to, or undefined where it is none. */
export const idxSplitOf = (name: string): "train" | "t10k" | undefined => {
  const split = imagesPattern.exec(name)?.[1];
  return split === "train" || split === "t10k" ? split : undefined;
};

/** Images and, from the file beside it, labels. @throws CompileError where either is missing or they disagree. */
export const readIdxImages = (folder: string, imagesName: string): PackedImages => {
  const imagesFile = join(folder, imagesName);
  const labelsFile = join(folder, imagesName.replace("images", "labels").replace("idx3", "idx1"));
  const images = readIdx(imagesFile, 3);
  const labels = readIdx(labelsFile, 1);
  const [count = 0, height = 0, width = 0] = images.dims;
  if (labels.data.length !== count)
    throw new CompileError([
      brokenFormat(labelsFile, `${labels.data.length} labels for ${count} images`, `they belong to ${imagesFile}`),
    ]);
  return {
    source: basename(imagesName),
    count,
    label: index => labels.data[index] ?? 0,
    image: index => {
      const area = width * height;
      return imageOf(width, height, 1, Float32Array.from(images.data.subarray(index * area, (index + 1) * area)));
    },
  };
};
