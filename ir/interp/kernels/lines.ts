/** Walks a tensor line by line along one axis: what softmax, cumulative sums and searches along an axis share. */
import { elementCount } from "../../tensor.ts";

/** `length` elements from index `start`, `stride` apart. */
export interface Line {
  readonly start: number;
  readonly stride: number;
  readonly length: number;
}

/** The lines along `axis`, in row-major order of the other axes. */
export function* linesAlong(dims: readonly number[], axis: number): Generator<Line, undefined> {
  const length = dims[axis] ?? 1;
  const stride = elementCount(dims.slice(axis + 1));
  const outer = elementCount(dims.slice(0, axis));
  for (let block = 0; block < outer; block++)
    for (let inner = 0; inner < stride; inner++) yield { start: block * length * stride + inner, stride, length };
}

/** The line's elements in double precision. */
export const readLine = (data: ArrayLike<number>, { start, stride, length }: Line): Float64Array => {
  const elements = new Float64Array(length);
  for (let i = 0; i < length; i++) elements[i] = data[start + i * stride] ?? NaN;
  return elements;
};
