/** Tensor types and dense tensors in row-major order. */
import { allocate, type DType, isFloat, isInteger, parseDType, roundToFloat, type TensorData } from "./dtype.ts";

export interface TensorType {
  readonly dtype: DType;
  /** Whole numbers; empty for a scalar. A dimension may be 0. */
  readonly dims: readonly number[];
}

export interface Tensor {
  readonly type: TensorType;
  /** Row-major, `elementCount(type.dims)` long, of the storage that `allocate` gives. */
  readonly data: TensorData;
}

export const tensorType = (dtype: DType, dims: readonly number[]): TensorType => ({ dtype, dims });

export const elementCount = (dims: readonly number[]): number => dims.reduce((product, dim) => product * dim, 1);

export const dimsEqual = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((dim, axis) => dim === b[axis]);

export const typesEqual = (a: TensorType, b: TensorType): boolean => a.dtype === b.dtype && dimsEqual(a.dims, b.dims);

/** `f32[1,8,28,28]`. */
export const formatType = ({ dtype, dims }: TensorType): string => `${dtype}[${dims.join(",")}]`;

/** The inverse of `formatType`; undefined where `text` names no type. */
export const parseType = (text: string): TensorType | undefined => {
  const [, name = "", list = ""] = /^(\w+)\[((?:\d+(?:,\d+)*)?)\]$/.exec(text) ?? [];
  const dtype = parseDType(name);
  return dtype === undefined ? undefined : { dtype, dims: list === "" ? [] : list.split(",").map(Number) };
};

/** Distance in elements between neighbours along each axis. */
export const stridesOf = (dims: readonly number[]): number[] => {
  const strides = dims.map(() => 1);
  for (let axis = dims.length - 2; axis >= 0; axis--) strides[axis] = (strides[axis + 1] ?? 1) * (dims[axis + 1] ?? 1);
  return strides;
};

/**
 * A tensor of `values` in row-major order, rounded to the type's precision. Integers must be codes of the type already.
 * @throws RangeError where the number of values is not that of the dims.
 */
export const tensor = (dtype: DType, dims: readonly number[], values: ArrayLike<number>): Tensor => {
  const count = elementCount(dims);
  if (values.length !== count) throw new RangeError(`${values.length} values for ${formatType({ dtype, dims })}`);
  const data = allocate(dtype, count);
  const round = isFloat(dtype)
    ? (value: number): number => roundToFloat(dtype, value)
    : (value: number): number => value;
  for (let i = 0; i < count; i++) data[i] = round(values[i] ?? NaN);
  return { type: { dtype, dims }, data };
};

export const scalar = (dtype: DType, value: number): Tensor => tensor(dtype, [], [value]);

/**
 * The common shape of operands under NumPy's rule: axes align at the right, a 1 stretches.
 * Undefined where two dims differ and neither is 1.
 */
export const broadcastDims = (...shapes: readonly (readonly number[])[]): number[] | undefined => {
  const rank = Math.max(0, ...shapes.map(dims => dims.length));
  const result = Array.from({ length: rank }, () => 1);
  for (const dims of shapes)
    for (const [axis, dim] of dims.entries()) {
      const target = rank - dims.length + axis;
      if (result[target] === 1) result[target] = dim;
      else if (dim !== 1 && dim !== result[target]) return undefined;
    }
  return result;
};

/** Axis counted from the front; negative ones count from the back. Undefined outside `[-rank, rank)`. */
export const normalizeAxis = (axis: number, rank: number): number | undefined =>
  Number.isInteger(axis) && axis >= -rank && axis < rank ? (axis + rank) % rank : undefined;

export const isNumeric = (dtype: DType): boolean => isFloat(dtype) || isInteger(dtype);
