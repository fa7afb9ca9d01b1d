/** TensorFlow Lite's numbers for element types, and what they are here. */
import type { DType } from "../../dtype.ts";

/** `TensorType` of the schema; the ones that are not listed (strings, complex numbers, resources) are not supported. */
const dtypes: Readonly<Record<number, DType>> = {
  0: "f32",
  1: "f16",
  2: "int32",
  3: "uint8",
  4: "int64",
  6: "bool",
  7: "int16",
  9: "int8",
  10: "f64",
  12: "uint64",
  15: "uint32",
  16: "uint16",
  17: "int4",
  18: "bf16",
};

const otherNames: Readonly<Record<number, string>> = {
  5: "string",
  8: "complex64",
  11: "complex128",
  13: "resource",
  14: "variant",
};

/** Undefined where tensors of the type are not supported. */
export const dtypeOfTflite = (code: number): DType | undefined => dtypes[code];

export const tfliteTypeName = (code: number): string => dtypes[code] ?? otherNames[code] ?? `type ${code}`;
