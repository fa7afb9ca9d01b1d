/** Tells formats of models apart by how their files begin, whatever the files are called. */
import { isTflite } from "./tflite/decode.ts";

export type ModelFormat = "onnx" | "tflite" | "tfjs";

/** ONNX has no mark of its own: what bears none of another format is taken for it, and refused where it is not. */
export const formatOf = (head: Uint8Array): ModelFormat => {
  if (isTflite(head)) return "tflite";
  return beginsObject(head) ? "tfjs" : "onnx";
};

/** JSON, perhaps behind a byte order mark and blanks. No field of an ONNX model has a tag that reads "{". */
const beginsObject = (head: Uint8Array): boolean =>
  new TextDecoder().decode(head.subarray(0, 512)).trimStart().startsWith("{");
