/** Tells formats of models apart by how their files begin, whatever the files are called. */
import { isTflite } from "./tflite/decode.ts";

export type ModelFormat = "onnx" | "tflite";

/** ONNX has no mark of its own: what bears none of another format is taken for it, and refused where it is not. */
export const formatOf = (head: Uint8Array): ModelFormat => {
  return isTflite(head) ? "tflite" : "onnx";
};
