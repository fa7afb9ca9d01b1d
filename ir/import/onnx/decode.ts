/** From bytes to the decoded model, with a plain word for what is no model at all. */
import { fromBinary } from "@bufbuild/protobuf";
import { CompileError, type Diagnostic } from "../../../support/diagnostic.ts";
import { damagedModel, emptyFile, notOnnx, truncatedModel } from "./messages.ts";
import { type GraphProto, type ModelProto, ModelProtoSchema } from "./schema/onnx_pb.ts";

/** @throws CompileError where the bytes are no complete ONNX model. */
export const decodeModel = (bytes: Uint8Array, file: string | undefined): ModelProto => {
  const fault = framingFault(bytes, file, bytes.length);
  if (fault !== undefined) throw new CompileError([fault]);
  return decode(bytes, file);
};

/** @throws CompileError where there is none. */
export const graphOf = ({ graph }: ModelProto, file: string | undefined): GraphProto => {
  if (graph === undefined) throw new CompileError([notOnnx(file, "it holds no graph")]);
  return graph;
};

const decode = (bytes: Uint8Array, file: string | undefined): ModelProto => {
  try {
    return fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false });
  } catch (error) {
    // The decoder reports whatever it stumbles over as plain Errors, RangeErrors (nesting, lengths) or TypeErrors.
    throw new CompileError([damagedModel(file, error instanceof Error ? error.message : String(error))]);
  }
};

/**
 * What speaks against a file of `size` bytes that begins with `head`, or undefined where it may be a model. Looks at the
 * outermost fields only, so that a few kilobytes of head suffice to refuse a huge file that is something else.
 */
export const framingFault = (head: Uint8Array, file: string | undefined, size: number): Diagnostic | undefined => {
  if (size === 0) return emptyFile(file);
  const other = otherFormat(head);
  if (other !== undefined) return notOnnx(file, ...other);
  let position = 0;
  while (position < head.length) {
    const next = skipField(head, position);
    if (next === "garbage") return notOnnx(file, `byte ${position} begins no field of a model`);
    if (next === "cut") return head.length < size ? undefined : truncatedModel(file, position, size);
    if (next > size) return truncatedModel(file, position, size);
    position = next;
  }
  return undefined;
};

/** Text and well-known signatures: what people give by mistake. */
const otherFormat = (head: Uint8Array): readonly [found: string, help?: string] | undefined => {
  const start = new TextDecoder("latin1").decode(head.subarray(0, 512));
  if (start.startsWith("version https://git-lfs"))
    return ["it is a Git LFS pointer", "fetch the file itself with git lfs pull"];
  if (start.startsWith("PK\x03\x04"))
    return ["it is a ZIP archive (PyTorch and Keras write such files)", "export the model to ONNX"];
  if (start.startsWith("\x89HDF")) return ["it is an HDF5 file", "convert the model with tf2onnx"];
  if (start.slice(4, 8) === "TFL3") return ["it is a TensorFlow Lite model", "convert the model with tf2onnx"];
  return /^[\t\n\r\x20-\x7e]{8,}$/.test(start) ? ["it is a text file"] : undefined;
};

/** The highest number of a field that ONNX gives ModelProto, with room for later ones. */
const highestField = 100;

/** Position after the field at `position`: "cut" where the bytes end in it, "garbage" where none can begin so. */
const skipField = (bytes: Uint8Array, position: number): number | "cut" | "garbage" => {
  const tag = readVarint(bytes, position);
  if (typeof tag === "string") return tag;
  const field = Math.floor(tag.value / 8);
  if (field < 1 || field > highestField) return "garbage";
  switch (tag.value % 8) {
    case 0: {
      const value = readVarint(bytes, tag.next);
      return typeof value === "string" ? value : value.next;
    }
    case 1:
      return tag.next + 8;
    case 2: {
      const length = readVarint(bytes, tag.next);
      return typeof length === "string" ? length : length.next + length.value;
    }
    case 5:
      return tag.next + 4;
    default:
      return "garbage";
  }
};

/** Little-endian groups of seven bits; the high bit says that more follow, at most ten in all (protobuf encoding). */
const readVarint = (bytes: Uint8Array, start: number): { value: number; next: number } | "cut" | "garbage" => {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[start + i];
    if (byte === undefined) return "cut";
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, next: start + i + 1 };
  }
  return "garbage";
};
