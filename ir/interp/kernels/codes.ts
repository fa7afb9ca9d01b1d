/** Codes and their parameters: which scale and zero point belong to which element. */
import { elementCount, type Tensor } from "../../tensor.ts";
import { broadcastIndex } from "./elementwise.ts";

/** For every element of a tensor of `dims`, the index of its parameter: 0 for a single one, else its slice along `axis`. */
export const parameterIndex = (parameter: Tensor, dims: readonly number[], axis: number): Int32Array => {
  const count = elementCount(parameter.type.dims);
  if (count === 1) return new Int32Array(elementCount(dims));
  return broadcastIndex(
    dims.map((_, i) => (i === axis ? count : 1)),
    dims,
  );
};

/** Codes less the zero points of their slices along `axis`, as exact doubles. */
export const withoutZeroPoint = (codes: Tensor, zeroPoint: Tensor, axis: number): Float64Array => {
  const at = parameterIndex(zeroPoint, codes.type.dims, axis);
  const values = new Float64Array(codes.data);
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? NaN) - (zeroPoint.data[at[i] ?? 0] ?? NaN);
  return values;
};
