/** Everything that can be wrong with one value: its type, and a constant's data. */
import { bitsOf, type DType, isFloat, isStorageOf, parseDType, rangeOf, type TensorData } from "./dtype.ts";
import type { Constant } from "./graph.ts";
import { elementCount, formatType, type TensorType } from "./tensor.ts";

/** Faults as sentences without a final stop. */
export const typeFaults = (type: TensorType): readonly string[] => {
  if (parseDType(type.dtype) === undefined) return [`${type.dtype} is no element type`];
  const faulty = type.dims.filter(dim => !Number.isSafeInteger(dim) || dim < 0);
  if (faulty.length > 0) return [`dimensions must be whole numbers ≥ 0, found ${faulty.join(", ")}`];
  return elementCount(type.dims) <= Number.MAX_SAFE_INTEGER ? [] : [`${formatType(type)} has 2^53 elements or more`];
};

/**
 * Faults of a constant of legal type. Float data is not scanned: every bit pattern is legal in f32 and f64, and that
 * half-precision data is representable is left to whoever makes it.
 */
export const constantFaults = ({ type, data }: Constant): readonly string[] => {
  if (data === undefined) return [];
  if (!isStorageOf(type.dtype, data)) return [`${type.dtype} data is held in a ${data.constructor.name}`];
  const count = elementCount(type.dims);
  if (data.length !== count) return [`${formatType(type)} has ${count} elements, found ${data.length}`];
  return codeFaults(type.dtype, data);
};

/** The first element that is no code of the type; types that fill their storage cannot have one. */
const codeFaults = (dtype: DType, data: TensorData): readonly string[] => {
  if (isFloat(dtype)) return [];
  const fillsStorage = bitsOf(dtype) === 8 * data.BYTES_PER_ELEMENT && bitsOf(dtype) <= 32;
  if (fillsStorage) return [];
  const { min, max } = rangeOf(dtype);
  const at = data.findIndex(code => !(Number.isInteger(code) && code >= min && code <= max));
  return at < 0 ? [] : [`element ${at} is ${data[at] ?? NaN}, but ${dtype} holds ${min} to ${max}`];
};
