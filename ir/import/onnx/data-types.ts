/** ONNX's numbers for element types, and what they are here. */
import type { DType } from "../../dtype.ts";

/** From `TensorProto.DataType`; the ones that are not listed (strings, complex numbers, 8- and 4-bit floats) are not supported. */
const dtypes: Readonly<Record<number, DType>> = {
  1: "f32",
  2: "uint8",
  3: "int8",
  4: "uint16",
  5: "int16",
  6: "int32",
  7: "int64",
  9: "bool",
  10: "f16",
  11: "f64",
  12: "uint32",
  13: "uint64",
  16: "bf16",
  21: "uint4",
  22: "int4",
};

const otherNames: Readonly<Record<number, string>> = {
  0: "undefined",
  8: "string",
  14: "complex64",
  15: "complex128",
  17: "float8e4m3fn",
  18: "float8e4m3fnuz",
  19: "float8e5m2",
  20: "float8e5m2fnuz",
  23: "float4e2m1",
  24: "float8e8m0",
};

/** Undefined where tensors of the type are not supported. */
export const dtypeOfOnnx = (code: number): DType | undefined => dtypes[code];

export const onnxTypeName = (code: number): string => dtypes[code] ?? otherNames[code] ?? `type ${code}`;

/** The inverse of `dtypeOfOnnx`. Undefined for widths that ONNX does not have. */
export const onnxTypeOf = (dtype: DType): number | undefined => {
  const entry = Object.entries(dtypes).find(([, name]) => name === dtype);
  return entry === undefined ? undefined : Number(entry[0]);
};
