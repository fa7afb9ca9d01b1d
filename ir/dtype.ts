/** Element types of tensors, their widths, ranges and how the host stores them. */
import { roundToBfloat16, roundToFloat16 } from "../support/float16.ts";

export type FloatType = "f64" | "f32" | "f16" | "bf16";
/** `int8`, `uint4`, …: widths 1 to 32, and 64. */
export type IntegerType = `int${number}` | `uint${number}`;
export type DType = FloatType | IntegerType | "bool";

export type TensorData =
  Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array;

const floatBits: Readonly<Record<FloatType, number>> = { f64: 64, f32: 32, f16: 16, bf16: 16 };

export const isFloat = (dtype: DType): dtype is FloatType => Object.hasOwn(floatBits, dtype);
export const isInteger = (dtype: DType): dtype is IntegerType => !isFloat(dtype) && dtype !== "bool";
export const isSigned = (dtype: DType): boolean => !dtype.startsWith("u") && dtype !== "bool";

/** Width of one element in memory, in bits; a bool counts one. */
export const bitsOf = (dtype: DType): number => {
  if (isFloat(dtype)) return floatBits[dtype];
  return dtype === "bool" ? 1 : Number(dtype.slice(dtype.indexOf("t") + 1));
};

/** The type that `text` names, or undefined where it names none. */
export const parseDType = (text: string): DType | undefined => {
  if (Object.hasOwn(floatBits, text) || text === "bool") return text as DType;
  const width = Number(/^u?int([1-9]\d?)$/.exec(text)?.[1]);
  return width <= 32 || width === 64 ? (text as IntegerType) : undefined;
};

/** Smallest and largest code of an integer type or bool. 64-bit ends are rounded to the nearest double. */
export const rangeOf = (dtype: IntegerType | "bool"): { readonly min: number; readonly max: number } => {
  const bits = bitsOf(dtype);
  return isSigned(dtype) ? { min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 } : { min: 0, max: 2 ** bits - 1 };
};

/**
 * Zeroed host storage for `count` elements. Half precisions live in 32-bit floats that hold representable values only.
 * 64-bit integers live in doubles: exact to ±2^53, beyond that (sentinels such as "slice to the end") rounded.
 */
export const allocate = (dtype: DType, count: number): TensorData => new (storageOf(dtype))(count);

type StorageConstructor = new (count: number) => TensorData;

const storageOf = (dtype: DType): StorageConstructor => {
  if (isFloat(dtype)) return dtype === "f64" ? Float64Array : Float32Array;
  const bits = bitsOf(dtype);
  if (bits > 32) return Float64Array;
  const signed = isSigned(dtype);
  if (bits > 16) return signed ? Int32Array : Uint32Array;
  if (bits > 8) return signed ? Int16Array : Uint16Array;
  return signed ? Int8Array : Uint8Array;
};

/** True where `data` is the kind of array that holds elements of `dtype`. */
export const isStorageOf = (dtype: DType, data: TensorData): boolean => data instanceof storageOf(dtype);

/** The nearest value of a float type, ties to even (IEEE 754). */
export const roundToFloat = (dtype: FloatType, value: number): number => {
  switch (dtype) {
    case "f64":
      return value;
    case "f32":
      return Math.fround(value);
    case "f16":
      return roundToFloat16(value);
    case "bf16":
      return roundToBfloat16(value);
  }
};

/**
 * Two's complement wrap-around of an exact integer into the type's range: what integer adders and multipliers do.
 * Never gives -0. The ends of the 64-bit ranges stay although doubles round them up by one: they are sentinels.
 */
export const wrapToInteger = (dtype: IntegerType, value: number): number => {
  const bits = bitsOf(dtype);
  if (bits > 32) return wrapTo64Bits(dtype, value);
  const modulus = 2 ** bits;
  const wrapped = ((value % modulus) + modulus) % modulus;
  return isSigned(dtype) && wrapped >= modulus / 2 ? wrapped - modulus : wrapped;
};

const wrapTo64Bits = (dtype: IntegerType, value: number): number => {
  const { min, max } = rangeOf(dtype);
  if (value >= min && value <= max) return value + 0;
  return Number(isSigned(dtype) ? BigInt.asIntN(64, BigInt(value)) : BigInt.asUintN(64, BigInt(value)));
};

/** Clamps into the type's range: what a quantizer does. */
export const saturateToInteger = (dtype: IntegerType | "bool", value: number): number => {
  const { min, max } = rangeOf(dtype);
  return Math.min(max, Math.max(min, value));
};

/** True where `value` is a code of the integer or bool type, or any number for a float type. */
export const isElementOf = (dtype: DType, value: number): boolean => {
  if (isFloat(dtype)) return true;
  const { min, max } = rangeOf(dtype);
  return Number.isInteger(value) && value >= min && value <= max;
};
