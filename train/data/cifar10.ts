/** CIFAR-10's binary version: records of one byte class and 3 × 32 × 32 bytes, planes of red, green and blue. */
import { basename, join } from "node:path";
import { CompileError } from "../../support/diagnostic.ts";
import { fromPlanes, joinPacked, type PackedImages } from "./labelled-images.ts";
import { brokenFormat } from "./messages.ts";
import { readBytes } from "./read-file.ts";

const side = 32;
const imageBytes = 3 * side * side;
const recordBytes = 1 + imageBytes;
const classes = 10;

/** @throws CompileError where the file holds no whole records or a class of 10 or more. */
export const readCifar10 = (file: string): PackedImages => {
  const bytes = readBytes(file);
  const count = bytes.length / recordBytes;
  if (!Number.isInteger(count) || count === 0)
    throw new CompileError([
      brokenFormat(
        file,
        `${bytes.length} bytes are no whole number of records of ${recordBytes} bytes`,
        "expected CIFAR-10's binary version (data_batch_1.bin, …, test_batch.bin)",
      ),
    ]);
  const label = (index: number): number => bytes[index * recordBytes] ?? 0;
  for (let i = 0; i < count; i++)
    if (label(i) >= classes)
      throw new CompileError([
        brokenFormat(file, `record ${i} has class ${label(i)} of ${classes}`, "CIFAR-10's binary version is read"),
      ]);
  return {
    source: basename(file),
    count,
    label,
    image: index => {
      const start = index * recordBytes + 1;
      return fromPlanes(bytes.subarray(start, start + imageBytes), side, side, 3);
    },
  };
};

export const isCifarTraining = (name: string): boolean => /^data_batch_\d+\.bin(\.gz)?$/.test(name);
export const isCifarTest = (name: string): boolean => /^test_batch\.bin(\.gz)?$/.test(name);

export const joinCifar10 = (folder: string, names: readonly string[]): PackedImages =>
  joinPacked(
    names.map(name => readCifar10(join(folder, name))),
    names.join(" + "),
  );
