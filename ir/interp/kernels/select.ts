/** Data movement as an index: for every element of the result, which element of the source it copies. */
import { allocate } from "../../dtype.ts";
import type { Tensor, TensorType } from "../../tensor.ts";
import { elementCount, stridesOf } from "../../tensor.ts";

/**
 * The index for a result each of whose axes reads one axis of the source: `axes[a][i]` is the offset in the source that
 * position i of axis a adds. An element with a negative offset on any axis copies nothing: -1.
 */
export const indexFromOffsets = (axes: readonly (readonly number[])[]): Int32Array => {
  let index = Int32Array.of(0);
  for (const offsets of axes) {
    const next = new Int32Array(index.length * offsets.length);
    for (let i = 0; i < index.length; i++)
      for (let j = 0; j < offsets.length; j++) {
        const [base, offset] = [index[i] ?? -1, offsets[j] ?? -1];
        next[i * offsets.length + j] = base < 0 || offset < 0 ? -1 : base + offset;
      }
    index = next;
  }
  return index;
};

/** `count` offsets, each `step` further. */
export const evenOffsets = (count: number, step: number): number[] => Array.from({ length: count }, (_, i) => i * step);

/** The index that puts axis permutation[i] of a source of `dims` at place i. */
export const permutedIndex = (dims: readonly number[], permutation: readonly number[]): Int32Array => {
  const strides = stridesOf(dims);
  return indexFromOffsets(permutation.map(axis => evenOffsets(dims[axis] ?? 0, strides[axis] ?? 0)));
};

/** The tensor whose axis i is axis permutation[i] of the source. */
export const permuted = ({ type, data }: Tensor, permutation: readonly number[]): Tensor => {
  const dims = permutation.map(axis => type.dims[axis] ?? 1);
  const [strides, resultStrides] = [stridesOf(type.dims), stridesOf(dims)];
  const axes = permutation.map((axis, i) => ({
    size: dims[i] ?? 1,
    from: strides[axis] ?? 1,
    to: resultStrides[i] ?? 1,
  }));
  const result = allocate(type.dtype, elementCount(dims));
  // The longest axis is walked step by step; an index of the others is far smaller than one of every element.
  const { size, from, to } = axes.reduce((longest, axis) => (axis.size > longest.size ? axis : longest), noAxis);
  const others = axes.filter(axis => axis.from !== from || axis.size !== size);
  const starts = indexFromOffsets(others.map(axis => evenOffsets(axis.size, axis.from)));
  const targets = indexFromOffsets(others.map(axis => evenOffsets(axis.size, axis.to)));
  for (let i = 0; i < starts.length; i++) {
    let [source, target] = [starts[i] ?? 0, targets[i] ?? 0];
    for (let j = 0; j < size; j++, source += from, target += to) result[target] = data[source] ?? NaN;
  }
  return { type: { dtype: type.dtype, dims }, data: result };
};
const noAxis = { size: 1, from: 0, to: 0 };

/** The elements at `index`; `fill` where it is negative. */
export const takeAt = (source: Tensor, index: Int32Array, type: TensorType, fill = 0): Tensor => {
  const data = allocate(type.dtype, index.length);
  for (let i = 0; i < data.length; i++) {
    const from = index[i] ?? -1;
    data[i] = from < 0 ? fill : (source.data[from] ?? NaN);
  }
  return { type, data };
};
