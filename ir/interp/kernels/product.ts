/** The loop nest of matrix products, over doubles: exact for integers, rounded by the caller for floats. */
import type { ProductShape } from "../../ops/product.ts";
import { elementCount } from "../../tensor.ts";
import { broadcastIndex } from "./elementwise.ts";

/** Adds to `sums` [batch...,M,N] the products of left [...,M,K] and right [...,K,N], whose leading dims broadcast to the batch. */
export const accumulateProduct = (
  shape: ProductShape,
  left: { readonly values: Float64Array; readonly batch: readonly number[] },
  right: { readonly values: Float64Array; readonly batch: readonly number[] },
  sums: Float64Array,
): void => {
  const { batch, rows, depth, columns } = shape;
  const [leftAt, rightAt] = [broadcastIndex(left.batch, batch), broadcastIndex(right.batch, batch)];
  for (let b = 0; b < elementCount(batch); b++) {
    const leftFrom = (leftAt[b] ?? 0) * rows * depth;
    const rightFrom = (rightAt[b] ?? 0) * depth * columns;
    for (let i = 0; i < rows; i++)
      for (let k = 0; k < depth; k++) {
        const factor = left.values[leftFrom + i * depth + k] ?? NaN;
        addScaledRow(factor, right.values, rightFrom + k * columns, sums, (b * rows + i) * columns, columns);
      }
  }
};

const addScaledRow = (
  factor: number,
  row: Float64Array,
  from: number,
  sums: Float64Array,
  to: number,
  count: number,
): void => {
  for (let j = 0; j < count; j++) sums[to + j] = (sums[to + j] ?? NaN) + factor * (row[from + j] ?? NaN);
};
