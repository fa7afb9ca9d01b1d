/**
 * Integers of widths that ONNX lacks travel in wider types; the file's metadata says which: a JSON object from the name of an input
 * or a weight to its type, such as `{"conv1.weight.codes": "int6"}`. Others' files have none. What does not fit is ignored: the codes are
 * legal in the wider type too.
 */
import { isElementOf, isInteger, parseDType } from "../../dtype.ts";
import { carrierOf } from "../../export/onnx/carriers.ts";
import type { TensorType } from "../../tensor.ts";
import type { ModelProto } from "./schema/onnx_pb.ts";

/** The key under which the exporter notes them. */
export const codeTypesKey = "mortise.code_types";

export type CodeTypes = ReadonlyMap<string, string>;

export const codeTypesOf = ({ metadataProps }: Pick<ModelProto, "metadataProps">): CodeTypes => {
  const text = metadataProps.find(({ key }) => key === codeTypesKey)?.value;
  try {
    const record: unknown = JSON.parse(text ?? "{}");
    const entries = typeof record === "object" && record !== null ? Object.entries(record) : [];
    return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
  } catch {
    return new Map();
  }
};

/** The value with the type that the metadata gives it, where its own type carries that one and its elements are codes of it. */
export const withCodeType = <T extends { readonly name: string; readonly type: TensorType }>(
  value: T & { readonly data?: ArrayLike<number> | undefined },
  types: CodeTypes,
): T => {
  const dtype = parseDType(types.get(value.name) ?? "");
  if (dtype === undefined || !isInteger(dtype) || carrierOf(dtype) !== value.type.dtype) return value;
  const { data = [] } = value;
  for (let i = 0; i < data.length; i++) if (!isElementOf(dtype, data[i] ?? NaN)) return value;
  return { ...value, type: { ...value.type, dtype } };
};
