/** Reads model files and the weights beside them; refuses what is no model before it costs time or memory. */
import { isUtf8 } from "node:buffer";
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { framingFault } from "../ir/import/onnx/decode.ts";
import type { ExternalDataAnswer, ExternalDataReader } from "../ir/import/onnx/external-data.ts";
import { notOnnx, truncatedModel } from "../ir/import/onnx/messages.ts";
import { fieldAt } from "../ir/import/onnx/wire.ts";
import { formatOf, type ModelFormat } from "../ir/import/recognize.ts";
import type { ShardAnswer, ShardReader } from "../ir/import/tfjs/weights.ts";
import { notTflite } from "../ir/import/tflite/messages.ts";
import { CompileError, type Diagnostic } from "../support/diagnostic.ts";
import {
  hugeModel,
  hugePlan,
  hugeSpec,
  hugeTable,
  hugeText,
  missingFile,
  modelIsFolder,
  modelIsNoFile,
  modelIsSpec,
  noText,
  unreadableModel,
} from "./messages.ts";
import { systemErrorCode, systemErrorPhrase } from "../support/system-error.ts";

/** Protocol buffers give lengths as signed 32-bit numbers: no message reaches 2 GiB. */
const largestModelBytes = 2 ** 31 - 1;
/** IR text holds weights only in tests and bug reports. */
const largestTextBytes = 256 * 2 ** 20;
/** Enough to see the outermost fields of a model, which begins with a dozen small ones. */
const headBytes = 4096;

export interface ModelFile {
  /** What was read: the file that was named, or the model.json in the folder that was. */
  readonly file: string;
  readonly format: ModelFormat;
  readonly bytes: Uint8Array;
}

/**
 * A model of any format, told apart by content.
 * @throws CompileError where there is no such file, or it can be no model.
 */
export const readModel = (named: string): ModelFile => {
  const file = fileIn(named);
  const bytes = withFile(file, (descriptor, size) => {
    if (size > largestModelBytes) return hugeModel(file, (size / 2 ** 30).toFixed(1));
    const head = bytesAt(descriptor, 0, headBytes);
    const isOnnx = formatOf(head) === "onnx";
    const fault = isOnnx ? (framingFault(head, file, size) ?? laterFramingFault(descriptor, file, size)) : undefined;
    if (fault !== undefined) return faultOfEnding(file, head) ?? fault;
    return plain(readFileSync(descriptor));
  });
  return { file, format: formatOf(bytes.subarray(0, headBytes)), bytes };
};

/** TensorFlow.js writes a folder, which stands for the model in it. */
const fileIn = (named: string): string => {
  const inside = join(named, "model.json");
  return existsSync(inside) ? inside : named;
};

/** A file that is called what its content is not is refused as what it is called. */
const faultOfEnding = (file: string, head: Uint8Array): Diagnostic | undefined => {
  if (head.length === 0) return undefined;
  if (/\.mortise$/i.test(file)) return modelIsSpec(file);
  return /\.tflite$/i.test(file) ? notTflite(file, head) : undefined;
};

/** Follows the outermost fields to the end of the file, without reading what is in them. */
const laterFramingFault = (descriptor: number, file: string, size: number): Diagnostic | undefined => {
  let position = 0;
  for (let fields = 0; position < size && fields < mostFields; fields++) {
    const next = fieldAt(bytesAt(descriptor, position, longestPrefix), 0);
    if (next === "garbage" || (next !== "cut" && next.field < 1))
      return notOnnx(file, `byte ${position} begins no field of a model`);
    if (next === "cut" || position + next.end > size) return truncatedModel(file, position, size);
    position += next.end;
  }
  return undefined;
};
/** A tag and a length, ten bytes each at most. */
const longestPrefix = 20;
/** Outermost fields of models are few; where they are many, the importer says what is wrong. */
const mostFields = 10_000;

/** Up to `length` bytes from `position` on; fewer where the file ends before. */
const bytesAt = (descriptor: number, position: number, length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  return bytes.subarray(0, readFully(descriptor, bytes, position));
};

/** As what it is beneath: a Buffer's `slice` shares memory where an array's copies. */
const plain = ({ buffer, byteOffset, byteLength }: Buffer): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/**
 * A file of IR text.
 * @throws CompileError where there is no such file, or it is too large to be read as text.
 */
export const readText = (file: string): string =>
  withFile(file, (descriptor, size) =>
    size > largestTextBytes ? hugeText(file, largestTextBytes / 2 ** 20) : readFileSync(descriptor, "utf8"),
  );

/** Tables of benchmarks take a few megabytes. */
const largestTableBytes = 256 * 2 ** 20;

/**
 * The bytes of a table of a benchmark.
 * @throws CompileError where there is no such file, or it is too large to be one.
 */
export const readTable = (file: string): Uint8Array =>
  withFile(
    file,
    (descriptor, size) =>
      size > largestTableBytes ? hugeTable(file, largestTableBytes / 2 ** 20) : plain(readFileSync(descriptor)),
    tableFiles,
  );

/** A specification is written by hand. */
const largestSpecBytes = 16 * 2 ** 20;

/**
 * The text of a specification.
 * @throws CompileError where there is no such file, or it is too large to be one.
 */
export const readSpecText = (file: string): string =>
  withFile(
    file,
    (descriptor, size) =>
      size > largestSpecBytes ? hugeSpec(file, largestSpecBytes / 2 ** 20) : utf8In(file, readFileSync(descriptor)),
    specFiles,
  );

/** No text holds a zero byte; what is no UTF-8 would be read as other names than were written. */
const utf8In = (file: string, bytes: Buffer): string | Diagnostic =>
  isUtf8(bytes) && !bytes.includes(0) ? bytes.toString("utf8") : noText(file);

/** Plans grow with their networks. */
const largestPlanBytes = 512 * 2 ** 20;

/**
 * The text of a plan; of a folder, that of the plan in it.
 * @throws CompileError where there is no such file, or it is too large to be one.
 */
export const readPlanText = (file: string): string =>
  withFile(
    isFolder(file) ? join(file, "plan.json") : file,
    (descriptor, size) =>
      size > largestPlanBytes ? hugePlan(file, largestPlanBytes / 2 ** 20) : readFileSync(descriptor, "utf8"),
    planFiles,
  );

export const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** What a file is expected to be, and how such files are named. */
interface Kind {
  readonly what: string;
  readonly names: RegExp;
  /** Of the diagnostic where there is no such file. */
  readonly missing: string;
}
const modelFiles: Kind = { what: "model file", names: /\.(onnx|tflite|nn)$/i, missing: "MODEL_MISSING" };
const planFiles: Kind = { what: "plan", names: /plan\.json$/i, missing: "PLAN_MISSING" };
const tableFiles: Kind = { what: "table", names: /\.csv(\.gz)?$/i, missing: "TABLE_MISSING" };
const specFiles: Kind = { what: "specification", names: /\.(mortise|json)$/i, missing: "SPEC_FILE_MISSING" };

const withFile = <T extends Uint8Array | string>(
  file: string,
  read: (descriptor: number, size: number) => T | Diagnostic,
  kind: Kind = modelFiles,
): T => {
  const result = diagnosingSystemErrors(file, kind, () => {
    // A pipe would block when opened, so look before.
    const status = statSync(file);
    if (status.isDirectory()) return modelIsFolder(file, kind.what, filesIn(file, kind));
    if (!status.isFile()) return modelIsNoFile(file, kind.what);
    const descriptor = openSync(file, "r");
    try {
      return read(descriptor, fstatSync(descriptor).size);
    } finally {
      closeSync(descriptor);
    }
  });
  if (typeof result === "string" || result instanceof Uint8Array) return result;
  throw new CompileError([result]);
};

const diagnosingSystemErrors = <T>(file: string, { missing }: Kind, read: () => T | Diagnostic): T | Diagnostic => {
  try {
    return read();
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    return code === "ENOENT"
      ? missingFile(missing, file, neighboursOf(file))
      : unreadableModel(file, systemErrorPhrase(code));
  }
};

const filesIn = (folder: string, { names }: Kind): readonly string[] =>
  namesIn(folder)
    .filter(name => names.test(name))
    .slice(0, 5);

/** Paths of the files beside a missing one, written as the user wrote that one. */
const neighboursOf = (file: string): readonly string[] => {
  const prefix = file.slice(0, file.length - basename(file).length);
  // A link that leads nowhere is missing, and there.
  return namesIn(dirname(file)).flatMap(name => (name === basename(file) ? [] : [`${prefix}${name}`]));
};

/** What lies in a folder, by name; nothing where it is missing or closed. */
export const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder).sort();
  } catch {
    // Only a suggestion is lost: the folder is missing or closed to us, which the diagnostic says already.
    return [];
  }
};

/** Fills `target` from `position` on as far as the file reaches; gives the number of bytes read. */
const readFully = (descriptor: number, target: Uint8Array, position: number): number => {
  let filled = 0;
  while (filled < target.length) {
    const count = readSync(descriptor, target, filled, target.length - filled, position + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
};

/** Reads external weights for the importer, from inside the model's folder only, wherever links may lead. */
export const externalDataReader = (modelFile: string): ExternalDataReader => {
  const read = besideModel(modelFile);
  return ({ location, offset, length }) => read(location, path => readPart(path, offset, length));
};

/** The same for shards of weights, which are read whole. */
export const shardReader = (modelFile: string): ShardReader => {
  const read = besideModel(modelFile);
  return shard =>
    read(shard, (path): ShardAnswer =>
      fileStatus(path).isFile ? { kind: "data", bytes: plain(readFileSync(path)) } : { kind: "missing" },
    );
};

type Unreadable = { readonly kind: "missing" } | { readonly kind: "outside" };

/** Reads a file named by its path from the model's folder. */
const besideModel = (modelFile: string) => {
  const folder = realpathSync(dirname(modelFile));
  const inside = folder.endsWith(sep) ? folder : `${folder}${sep}`;
  return <A>(location: string, read: (path: string) => A): A | Unreadable => {
    try {
      const path = realpathSync(join(folder, location));
      return path.startsWith(inside) ? read(path) : { kind: "outside" };
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === "ENOENT" || code === "ENOTDIR") return { kind: "missing" };
      if (code === undefined) throw error;
      throw new CompileError([unreadableModel(join(dirname(modelFile), location), systemErrorPhrase(code))]);
    }
  };
};

const readPart = (path: string, offset: number, length: number): ExternalDataAnswer => {
  const { size, isFile } = fileStatus(path);
  if (!isFile) return { kind: "missing" };
  // Ask for the room only once the file is known to fill it: the length comes from the model and may be absurd.
  if (size < offset + length) return { kind: "too-short", size };
  const bytes = new Uint8Array(length);
  const descriptor = openSync(path, "r");
  try {
    const filled = readFully(descriptor, bytes, offset);
    return filled === length ? { kind: "data", bytes } : { kind: "too-short", size: offset + filled };
  } finally {
    closeSync(descriptor);
  }
};

const fileStatus = (path: string): { readonly size: number; readonly isFile: boolean } => {
  const status = statSync(path);
  return { size: status.size, isFile: status.isFile() };
};
