/** Faults that several definitions look for, as sentences without a final stop; an empty list where all is well. */
import { bitsOf, isFloat, isInteger } from "../dtype.ts";
import { elementCount, formatType, type TensorType } from "../tensor.ts";

export const indicesFaults = (indices: TensorType): string[] =>
  indices.dtype === "int64" || indices.dtype === "int32"
    ? []
    : [`indices must be int64 or int32, found ${formatType(indices)}`];

export const sameTypeFaults = (a: TensorType, b: TensorType, names: string): string[] =>
  a.dtype === b.dtype ? [] : [`${names} must share a type, found ${formatType(a)} and ${formatType(b)}`];

export const floatFaults = (type: TensorType, name: string): string[] =>
  isFloat(type.dtype) ? [] : [`${name} must be of a float type, found ${formatType(type)}`];

export const integerFaults = (type: TensorType, name: string): string[] =>
  isInteger(type.dtype) ? [] : [`${name} must be of an integer type, found ${formatType(type)}`];

/** A single value for the whole tensor: `[]` or `[1]`. */
export const isSingle = ({ dims }: TensorType): boolean => dims.length <= 1 && elementCount(dims) === 1;

/** A quantization parameter is a single value, or one for each of `count` slices. */
export const perSliceFaults = (type: TensorType, count: number, name: string): string[] =>
  isSingle(type) || (type.dims.length === 1 && type.dims[0] === count)
    ? []
    : [`${name} must be a single value or [${count}], found ${formatType(type)}`];

/** Factors of an integer contraction: at most 16 bits, so that sums of products stay exact in doubles. */
export const factorFaults = (type: TensorType, name: string): string[] =>
  isInteger(type.dtype) && bitsOf(type.dtype) <= 16
    ? []
    : [`${name} must be of an integer type of at most 16 bits, found ${formatType(type)}`];
