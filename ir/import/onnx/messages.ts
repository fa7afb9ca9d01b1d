/** Every diagnostic about ONNX files, so that codes stay unique and wording even. */
import type { Diagnostic } from "../../../support/diagnostic.ts";
import { abridged, didYouMean, error, place, sharedMessages } from "../conversion/messages.ts";

/** What is said alike of models of every format. */
export const messages = sharedMessages("ONNX");
export const {
  contradictedTypes,
  cyclicGraph,
  faultyTensor,
  lostOutput,
  lostOutputs,
  noOutputs,
  unsupportedInput,
  unsupportedNodes,
} = messages;

export const emptyFile = (file: string | undefined): Diagnostic =>
  error("ONNX_EMPTY", place(file), "the file is empty", "download or export the model again");

export const notOnnx = (
  file: string | undefined,
  found: string,
  help = "give a file that an ONNX exporter wrote",
): Diagnostic => error("ONNX_NOT_A_MODEL", place(file), `this is no ONNX model: ${found}`, help);

export const truncatedModel = (file: string | undefined, byte: number, size: number): Diagnostic =>
  error(
    "ONNX_TRUNCATED",
    place(file),
    `the file ends too early: the part that begins at byte ${byte} reaches beyond its ${size} bytes`,
    "download or export the model again",
  );

export const damagedModel = (file: string | undefined, reason: string): Diagnostic =>
  error("ONNX_DAMAGED", place(file), `the model cannot be decoded: ${reason}`, "download or export the model again");

export const tooManyEntries = (file: string | undefined, most: number): Diagnostic =>
  error(
    "ONNX_CROWDED",
    place(file),
    `the model has more than ${most} nodes, tensors and attributes`,
    "split the model",
  );

export const noOpset = (file: string | undefined): Diagnostic =>
  error(
    "ONNX_NO_OPSET",
    place(file),
    "the model does not say which version of ONNX's operators it uses",
    "export it again",
  );

export const opsetOutOfRange = (file: string | undefined, found: bigint, oldest: number, newest: number): Diagnostic =>
  error(
    "ONNX_OPSET",
    place(file),
    `the model uses opset ${found}, supported are ${oldest} to ${newest}`,
    `convert it with onnx.version_converter, or export it with an opset from ${oldest} to ${newest}`,
  );

export const duplicateName = (file: string | undefined, name: string, first: string, second: string): Diagnostic =>
  error(
    "ONNX_DUPLICATE_NAME",
    place(file),
    `the name ${name} is given twice: to ${first} and to ${second}`,
    "export the model again",
  );

export const missingName = (file: string | undefined, what: string): Diagnostic =>
  error("ONNX_MISSING_NAME", place(file), `${what} has no name`, "export the model again");

export const danglingOperand = (
  file: string | undefined,
  reader: string,
  name: string,
  known: readonly string[],
): Diagnostic =>
  error(
    "ONNX_DANGLING",
    place(file, reader),
    `reads ${name}, which nothing in the model defines`,
    didYouMean(name, known) ?? "export the model again",
  );

export const danglingOutput = (file: string | undefined, name: string, known: readonly string[]): Diagnostic =>
  error(
    "ONNX_DANGLING",
    place(file),
    `the output ${name} is defined by nothing in the model`,
    didYouMean(name, known) ?? "export the model again",
  );

export const unknownRank = (file: string | undefined, input: string): Diagnostic =>
  error(
    "ONNX_INPUT_RANK",
    place(file, input),
    "the input's shape is not recorded, not even its rank",
    "export the model with the input's shape",
  );

export const outsideFolder = (file: string | undefined, tensor: string, location: string): Diagnostic =>
  error(
    "ONNX_EXTERNAL_OUTSIDE",
    place(file, tensor),
    `the tensor's data lies in ${JSON.stringify(location)}, outside the model's folder`,
    "put the data beside the model and name it by a path inside that folder",
  );

export const externalTooShort = (
  file: string | undefined,
  tensor: string,
  location: string,
  needed: number,
  size: number,
): Diagnostic =>
  error(
    "ONNX_EXTERNAL_SIZE",
    place(file, tensor),
    `the tensor's data should reach to byte ${needed} of ${location}, which has ${size}`,
    "download or export the data file again",
  );

export const externalFault = (file: string | undefined, tensor: string, fault: string): Diagnostic =>
  error(
    "ONNX_EXTERNAL",
    place(file, tensor),
    `the tensor's reference to external data ${fault}`,
    "export the model again",
  );

export const missingExternalData = (
  file: string | undefined,
  location: string,
  tensors: readonly string[],
): Diagnostic => ({
  code: "ONNX_EXTERNAL_MISSING",
  severity: "warning",
  message: `${location} is missing: ${tensors.length === 1 ? "the value" : "the values"} of ${abridged(tensors)} ${tensors.length === 1 ? "is" : "are"} unknown, only the shapes are used`,
  where: place(file),
  help: "put the file beside the model to have them",
});
