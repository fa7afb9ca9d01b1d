/** Typed access to the attributes of a GraphDef node in JSON: whole numbers come as text, text as base64, lists as `list.i` and the like. */
import { IllFormed } from "../../conversion/refusal.ts";
import type { DType } from "../../../dtype.ts";
import { isRecord } from "../json.ts";

export interface AttributeView {
  int(name: string, byDefault?: number): number;
  float(name: string, byDefault?: number): number;
  flag(name: string, byDefault?: boolean): boolean;
  string(name: string, byDefault?: string): string;
  ints(name: string, byDefault?: readonly number[]): readonly number[];
  strings(name: string, byDefault?: readonly string[]): readonly string[];
  /** Undefined where it is missing, or no type of the graph IR. */
  dtype(name: string): DType | undefined;
  /** Sizes of a shape, -1 where one is open; undefined where the rank is not recorded. */
  shape(name: string): readonly number[] | undefined;
}

/** `DataType` of TensorFlow, by name and by number. */
const dtypes: Readonly<Record<string, DType>> = {
  DT_FLOAT: "f32",
  DT_DOUBLE: "f64",
  DT_INT32: "int32",
  DT_UINT8: "uint8",
  DT_INT16: "int16",
  DT_INT8: "int8",
  DT_INT64: "int64",
  DT_BOOL: "bool",
  DT_HALF: "f16",
  "1": "f32",
  "2": "f64",
  "3": "int32",
  "4": "uint8",
  "5": "int16",
  "6": "int8",
  "9": "int64",
  "10": "bool",
  "19": "f16",
};

export const attributeView = (attributes: unknown): AttributeView => {
  const field = (name: string, kind: string): unknown => {
    const attribute = isRecord(attributes) ? attributes[name] : undefined;
    return isRecord(attribute) ? attribute[kind] : undefined;
  };
  const list = (name: string, kind: string): readonly unknown[] | undefined => {
    const found = field(name, "list");
    if (!isRecord(found)) return undefined;
    const entries = found[kind] ?? [];
    return Array.isArray(entries) ? (entries as readonly unknown[]) : undefined;
  };
  return {
    int: (name, byDefault) => given(name, numberOf(field(name, "i")), byDefault),
    float: (name, byDefault) => given(name, numberOf(field(name, "f")), byDefault),
    flag: (name, byDefault) => {
      const found = field(name, "b");
      return given(name, typeof found === "boolean" ? found : undefined, byDefault);
    },
    string: (name, byDefault) => given(name, textOf(field(name, "s")), byDefault),
    ints: (name, byDefault) =>
      given(
        name,
        list(name, "i")?.map(value => numberOf(value) ?? NaN),
        byDefault,
      ),
    strings: (name, byDefault) =>
      given(
        name,
        list(name, "s")?.map(value => textOf(value) ?? ""),
        byDefault,
      ),
    dtype: name => {
      const found = field(name, "type");
      const key = typeof found === "string" || typeof found === "number" ? String(found) : "";
      return Object.hasOwn(dtypes, key) ? dtypes[key] : undefined;
    },
    shape: name => shapeOf(field(name, "shape")),
  };
};

/** @throws Refusal where it is missing and has no default. */
const given = <T>(name: string, found: T | undefined, byDefault: T | undefined): T => {
  const value = found ?? byDefault;
  if (value === undefined) throw new IllFormed(`its attribute ${name} is missing`);
  return value;
};

const numberOf = (value: unknown): number | undefined => {
  if (typeof value !== "number" && typeof value !== "string") return undefined;
  const number = Number(value);
  return value === "" || Number.isNaN(number) ? undefined : number;
};

/** Base64, as the converter writes; a list of bytes, as older ones do. */
const textOf = (value: unknown): string | undefined => {
  if (typeof value === "string") return Buffer.from(value, "base64").toString();
  return Array.isArray(value) && value.every(byte => typeof byte === "number")
    ? String.fromCodePoint(...value)
    : undefined;
};

export const shapeOf = (value: unknown): readonly number[] | undefined => {
  if (!isRecord(value) || value["unknownRank"] === true) return undefined;
  const dims = value["dim"] ?? [];
  if (!Array.isArray(dims)) return undefined;
  return dims.map(dim => (isRecord(dim) ? (numberOf(dim["size"]) ?? -1) : -1));
};
