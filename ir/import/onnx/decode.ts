/** From bytes to the decoded model, with a plain word for what is no model at all. */
import { fromBinary } from "@bufbuild/protobuf";
import { CompileError, type Diagnostic } from "../../../support/diagnostic.ts";
import { damagedModel, emptyFile, notOnnx, tooManyEntries, truncatedModel } from "./messages.ts";
import { type GraphProto, type ModelProto, ModelProtoSchema } from "./schema/onnx_pb.ts";
import { countFields, fieldAt } from "./wire.ts";

/** @throws CompileError where the bytes are no complete ONNX model. */
export const decodeModel = (bytes: Uint8Array, file: string | undefined): ModelProto => {
  const fault = framingFault(bytes, file, bytes.length) ?? crowded(bytes, file);
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
  for (let position = 0; position < head.length;) {
    const found = fieldAt(head, position);
    if (found === "cut") return head.length < size ? undefined : truncatedModel(file, position, size);
    if (found === "garbage" || found.field < 1 || found.field > highestField)
      return notOnnx(file, `byte ${position} begins no field of a model`);
    if (found.end > size) return truncatedModel(file, position, size);
    position = found.end;
  }
  return undefined;
};

/** The highest number of a field that ONNX gives ModelProto, with room for later ones. */
const highestField = 100;

/**
 * A decoded entry takes a hundred times the two bytes that an empty one has in the file: a file of nothing but those would
 * not fit into memory. The largest networks have some hundred thousand.
 */
const crowded = (bytes: Uint8Array, file: string | undefined): Diagnostic | undefined => {
  const whole = { start: 0, end: bytes.length };
  return countFields(bytes, whole, [graphField, nodeField, attributeField], mostEntries) < mostEntries
    ? undefined
    : tooManyEntries(file, mostEntries);
};
const mostEntries = 2 ** 22;
/** Numbers of ModelProto.graph, GraphProto.node and NodeProto.attribute. */
const [graphField, nodeField, attributeField] = [7, 1, 5];

/** Text and well-known signatures: what people give by mistake. */
const otherFormat = (head: Uint8Array): readonly [found: string, help?: string] | undefined => {
  const start = new TextDecoder("latin1").decode(head.subarray(0, 512));
  if (start.startsWith("version https://git-lfs"))
    return ["it is a Git LFS pointer", "fetch the file itself with git lfs pull"];
  if (start.startsWith("PK\x03\x04"))
    return ["it is a ZIP archive (PyTorch and Keras write such files)", "export the model to ONNX"];
  if (start.startsWith("\x89HDF")) return ["it is an HDF5 file", "convert the model with tf2onnx"];
  if (start.slice(4, 8) === "TFL3") return ["it is a TensorFlow Lite model", "convert the model with tf2onnx"];
  return isText(head.subarray(0, 512)) ? ["it is a text file"] : undefined;
};

/** No model begins so: the tags of its first fields are control characters. */
const isText = (start: Uint8Array): boolean => {
  try {
    // As a stream, since the last character may be cut.
    const text = new TextDecoder("utf-8", { fatal: true }).decode(start, { stream: true });
    return /^[\t\n\r\P{Cc}]+$/u.test(text);
  } catch {
    return false;
  }
};
