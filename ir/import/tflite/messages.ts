/** Every diagnostic about TensorFlow Lite files, so that codes stay unique and wording even. */
import type { Diagnostic } from "../../../support/diagnostic.ts";
import { error, place, sharedMessages } from "../conversion/messages.ts";

/** What is said alike of models of every format. */
export const messages = sharedMessages("TFLITE");

const again = "download or convert the model again";

export const emptyFile = (file: string | undefined): Diagnostic =>
  error("TFLITE_EMPTY", place(file), "the file is empty", again);

export const notTflite = (file: string | undefined, head: Uint8Array): Diagnostic =>
  error(
    "TFLITE_NOT_A_MODEL",
    place(file),
    `this is no TensorFlow Lite model: its bytes 4 to 7 are ${hexadecimal(head.subarray(4, 8))}, not those of "TFL3"`,
    "give a file that TensorFlow Lite's converter wrote",
  );

const hexadecimal = (bytes: Uint8Array): string =>
  bytes.length === 0 ? "missing" : Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join(" ");

export const damagedModel = (file: string | undefined, reason: string): Diagnostic =>
  error("TFLITE_DAMAGED", place(file), `the model cannot be decoded: ${reason}`, again);

export const schemaVersion = (file: string | undefined, version: number): Diagnostic =>
  error(
    "TFLITE_SCHEMA",
    place(file),
    `the model uses version ${version} of TensorFlow Lite's schema, supported is 3`,
    "convert it again with a TensorFlow of 2018 or later",
  );

export const noGraph = (file: string | undefined): Diagnostic =>
  error("TFLITE_NO_GRAPH", place(file), "the model holds no graph", again);

export const missingTensor = (file: string | undefined, reader: string, index: number, count: number): Diagnostic =>
  error("TFLITE_DANGLING", place(file), `${reader} names tensor ${index}, the model has ${count}`, again);

export const twoProducers = (file: string | undefined, name: string, first: string, second: string): Diagnostic =>
  error("TFLITE_TWICE", place(file, name), `the tensor is made twice: by ${first} and by ${second}`, again);

export const dangling = (file: string | undefined, reader: string, tensor: string): Diagnostic =>
  error("TFLITE_DANGLING", place(file), `${reader} ${tensor}, which nothing in the model makes`, again);

export const noInputTensor = (file: string | undefined): Diagnostic =>
  error("TFLITE_TWICE", place(file), "the model lists one tensor twice among its inputs", again);
