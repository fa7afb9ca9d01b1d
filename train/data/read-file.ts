/** The only place below cli/ that reads the files of data sets. What can't be read is a diagnostic that names the file. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { CompileError } from "../../support/diagnostic.ts";
import { hugeData, missingData, unreadableData } from "./messages.ts";

const gibibyte = 2 ** 30;
/** Node's buffers hold more, but a sample set of this size is a mistake on the machines we know. */
const largestGibibytes = 2;

/**
 * The bytes of a file; a `.gz` is unpacked.
 * @throws CompileError where the file is missing, unreadable, damaged or too large.
 */
export const readBytes = (file: string): Uint8Array => {
  if (statusOf(file).size > largestGibibytes * gibibyte) throw new CompileError([hugeData(file, largestGibibytes)]);
  return attempt(file, () => {
    const bytes = readFileSync(file);
    return file.endsWith(".gz") ? gunzipSync(bytes, { maxOutputLength: largestGibibytes * gibibyte }) : bytes;
  });
};

/** @throws CompileError as `readBytes` does. */
export const readText = (file: string): string => new TextDecoder().decode(readBytes(file));

/** Names in a folder by code unit, so that every machine sees the same order. */
export const namesIn = (folder: string): readonly string[] => attempt(folder, () => readdirSync(folder)).sort();

/** @throws CompileError where there is nothing of this name. */
export const isFolder = (path: string): boolean => statusOf(path).isDirectory();

const statusOf = (path: string) => {
  const status = attempt(path, () => statSync(path, { throwIfNoEntry: false }));
  if (status === undefined) throw new CompileError([missingData(path)]);
  return status;
};

const attempt = <T>(path: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    throw new CompileError([unreadableData(path, error instanceof Error ? error.message : String(error))]);
  }
};
