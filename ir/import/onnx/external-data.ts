/**
 * Weights in files of their own. The importer reads no disk: the caller gives a function that does, and says apart what can
 * go wrong. Where a path points is checked here as text; the caller must check it again after following links.
 */
import type { Diagnostic } from "../../../support/diagnostic.ts";
import type { TensorData } from "../../dtype.ts";
import type { TensorType } from "../../tensor.ts";
import { externalFault, externalTooShort, faultyTensor, outsideFolder } from "./messages.ts";
import type { TensorProto } from "./schema/onnx_pb.ts";
import { isFault, rawData, storedBytes } from "../conversion/raw-data.ts";

export interface ExternalDataRequest {
  /** Path relative to the model's folder, with forward slashes; free of `..` and not absolute. */
  readonly location: string;
  /** In bytes. */
  readonly offset: number;
  /** In bytes, as the tensor's shape needs. */
  readonly length: number;
}

export type ExternalDataAnswer =
  | { readonly kind: "data"; readonly bytes: Uint8Array }
  /** There is no such file. */
  | { readonly kind: "missing" }
  /** The file ends before `offset + length`; `size` is what it has. */
  | { readonly kind: "too-short"; readonly size: number }
  /** A link leads out of the model's folder. */
  | { readonly kind: "outside" };

export type ExternalDataReader = (request: ExternalDataRequest) => ExternalDataAnswer;

export type ExternalTensor =
  | { readonly kind: "data"; readonly data: TensorData }
  | { readonly kind: "missing"; readonly location: string }
  | { readonly kind: "fault"; readonly diagnostic: Diagnostic };

export const externalTensor = (
  proto: TensorProto,
  type: TensorType,
  file: string | undefined,
  read: ExternalDataReader | undefined,
): ExternalTensor => {
  const { name } = proto;
  const request = requestOf(proto, type, file);
  if ("code" in request) return fault(request);
  const { location, offset, length } = request;
  const answer: ExternalDataAnswer = read?.(request) ?? { kind: "missing" };
  switch (answer.kind) {
    case "missing":
      return { kind: "missing", location };
    case "outside":
      return fault(outsideFolder(file, name, location));
    case "too-short":
      return fault(externalTooShort(file, name, location, offset + length, answer.size));
    case "data": {
      const data = rawData(answer.bytes, type);
      return isFault(data) ? fault(faultyTensor(file, name, data.fault)) : { kind: "data", data };
    }
  }
};

/** Keys of a reference: onnx.proto, TensorProto.external_data. */
const requestOf = (
  { name, externalData }: TensorProto,
  type: TensorType,
  file: string | undefined,
): ExternalDataRequest | Diagnostic => {
  const entries = new Map(externalData.map(({ key, value }) => [key, value]));
  const needed = storedBytes(type);
  const location = (entries.get("location") ?? "").replaceAll("\\", "/");
  const offset = wholeNumber(entries.get("offset"), 0);
  const length = wholeNumber(entries.get("length"), needed);
  if (location === "") return externalFault(file, name, "names no file");
  if (leavesFolder(location)) return outsideFolder(file, name, location);
  if (offset === undefined || length === undefined)
    return externalFault(file, name, "has an offset or length that is no whole number");
  if (length === needed) return { location, offset, length };
  return faultyTensor(file, name, `has ${length} bytes of external data, its shape needs ${needed}`);
};

const fault = (diagnostic: Diagnostic): ExternalTensor => ({ kind: "fault", diagnostic });

const leavesFolder = (location: string): boolean =>
  location.startsWith("/") ||
  /^[A-Za-z]:/.test(location) ||
  location.includes("\0") ||
  location.split("/").includes("..");

const wholeNumber = (text: string | undefined, byDefault: number): number | undefined => {
  if (text === undefined) return byDefault;
  return /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
};
