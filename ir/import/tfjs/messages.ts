/** Every diagnostic about TensorFlow.js models, so that codes stay unique and wording even. */
import type { Diagnostic } from "../../../support/diagnostic.ts";
import { abridged, error, place, sharedMessages } from "../conversion/messages.ts";

/** What is said alike of models of every format. */
export const messages = sharedMessages("TFJS");

const again = "download or convert the model again";

export const notJson = (file: string | undefined, reason: string): Diagnostic =>
  error("TFJS_NOT_JSON", place(file), `the file is no whole JSON text: ${reason}`, again);

export const notTfjs = (file: string | undefined, found: string): Diagnostic =>
  error(
    "TFJS_NOT_A_MODEL",
    place(file),
    `this is no TensorFlow.js model: ${found}`,
    "give the model.json that the TensorFlow.js converter wrote",
  );

export const malformed = (file: string | undefined, reason: string): Diagnostic =>
  error("TFJS_MALFORMED", place(file), `the model cannot be read: ${reason}`, again);

export const missingShard = (file: string | undefined, path: string, weights: readonly string[]): Diagnostic =>
  error(
    "TFJS_SHARD_MISSING",
    place(file),
    `${path} is missing, which holds ${abridged(weights)}`,
    "put all files that the converter wrote into one folder",
  );

export const shardOutside = (file: string | undefined, path: string): Diagnostic =>
  error(
    "TFJS_SHARD_OUTSIDE",
    place(file),
    `weights lie in ${JSON.stringify(path)}, outside the model's folder`,
    "put the weights beside the model and name them by a path inside that folder",
  );

export const shortShards = (
  file: string | undefined,
  paths: readonly string[],
  needed: number,
  size: number,
): Diagnostic =>
  error(
    "TFJS_SHARD_SIZE",
    place(file),
    `the weights need ${needed} bytes of ${abridged(paths)}, found ${size}`,
    "download the weights again",
  );

export const missingWeight = (file: string | undefined, layer: string, weight: string): Diagnostic =>
  error("TFJS_WEIGHT_MISSING", place(file, layer), `the model has no weight ${weight}`, again);

export const dangling = (file: string | undefined, reader: string, name: string): Diagnostic =>
  error("TFJS_DANGLING", place(file, reader), `reads ${name}, which nothing in the model makes`, again);

export const twoNodes = (file: string | undefined, name: string): Diagnostic =>
  error("TFJS_TWICE", place(file, name), "two nodes of the model have this name", again);
