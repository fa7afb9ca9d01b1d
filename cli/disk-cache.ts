/** Results kept on disk, one file each. Any number of processes may read and write; what is damaged counts as absent. */
import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deserialize, serialize } from "node:v8";
import type { Cache } from "../explore/cached-mapper.ts";
import { systemErrorCode, systemErrorPhrase } from "../support/system-error.ts";
import { trimFolder } from "./trim-folder.ts";

/** Changes with the form of the files, of which Node's serializer states its part in the second byte; other forms live in other folders. */
const format = `1.${serialize(null).at(1) ?? 0}`;
const digestBytes = 32;
/** Some ten thousand fronts. */
const defaultMostBytes = 256 * 2 ** 20;

/**
 * Keeps values below `folder`, by keys of hexadecimal digits: SHA-256 of the value, then the value as Node serializes it.
 * Looks at the first write, and after every eighth of `mostBytes`, whether all files together take more, and removes the oldest.
 * @param complain told once, in words, where nothing can be kept; results do not depend on it.
 */
export const diskCache = (folder: string, complain: (reason: string) => void, mostBytes = defaultMostBytes): Cache => {
  let isWritable = true;
  let writtenBytes = Infinity;
  const pathOf = (key: string): string => join(folder, format, key.slice(0, 2), key.slice(2));
  return {
    read: key => unpack(contentOf(pathOf(key))),
    write: (key, value) => {
      if (!isWritable) return;
      const packed = pack(value);
      const fault = writeWhole(pathOf(key), packed);
      if (fault === undefined) {
        writtenBytes += packed.length;
        if (writtenBytes <= mostBytes / 8) return;
        trimFolder(folder, mostBytes);
        writtenBytes = 0;
        return;
      }
      isWritable = false;
      complain(fault);
    },
  };
};

const pack = (value: unknown): Uint8Array => {
  const content = serialize(value);
  return Buffer.concat([digestOf(content), content]);
};

/** Undefined where the content is missing, cut short or changed. */
const unpack = (packed: Buffer | undefined): unknown => {
  if (packed === undefined || packed.length < digestBytes) return undefined;
  const content = packed.subarray(digestBytes);
  return digestOf(content).equals(packed.subarray(0, digestBytes)) ? deserialize(content) : undefined;
};

const digestOf = (content: Uint8Array): Buffer => createHash("sha256").update(content).digest();

const contentOf = (path: string): Buffer | undefined => {
  try {
    return readFileSync(path);
  } catch (error) {
    // What cannot be read is computed; writing it then says why, if that fails too.
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
};

/** Readers see the old file or the new one, never a part. Gives the reason where the system refuses. */
const writeWhole = (path: string, content: Uint8Array): string | undefined => {
  const draft = `${path}.${randomUUID()}.draft`;
  const noFolder = refusalOf(() => mkdirSync(dirname(path), { recursive: true }));
  if (noFolder !== undefined) return noFolder;
  const refused = refusalOf(() => {
    writeFileSync(draft, content, { flag: "wx" });
    renameSync(draft, path);
  });
  if (refused !== undefined) refusalOf(() => rmSync(draft, { force: true }));
  return refused;
};

/** Why the system did not let us, or undefined where it did. */
const refusalOf = (action: () => unknown): string | undefined => {
  try {
    action();
    return undefined;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    return systemErrorPhrase(code);
  }
};
