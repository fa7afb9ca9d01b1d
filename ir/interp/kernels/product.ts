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
    for (let i = 0; i < rows; i++) {
      const factors = left.values.subarray(leftFrom + i * depth, leftFrom + (i + 1) * depth);
      addScaledRows(factors, right.values.subarray(rightFrom), sums, (b * rows + i) * columns, columns);
    }
  }
};

/** Adds the rows of a matrix, each times its factor, to one row of sums: four at once, then the rest one by one. */
const addScaledRows = (
  factors: Float64Array,
  matrix: Float64Array,
  sums: Float64Array,
  to: number,
  columns: number,
): void => {
  let k = 0;
  for (; k + 4 <= factors.length; k += 4) {
    const [a = NaN, b = NaN, c = NaN, d = NaN] = [factors[k], factors[k + 1], factors[k + 2], factors[k + 3]];
    for (let j = 0; j < columns; j++) {
      const from = k * columns + j;
      const early = a * (matrix[from] ?? NaN) + b * (matrix[from + columns] ?? NaN);
      const late = c * (matrix[from + 2 * columns] ?? NaN) + d * (matrix[from + 3 * columns] ?? NaN);
      sums[to + j] = (sums[to + j] ?? NaN) + early + late;
    }
  }
  for (; k < factors.length; k++) {
    const factor = factors[k] ?? NaN;
    for (let j = 0; j < columns; j++) sums[to + j] = (sums[to + j] ?? NaN) + factor * (matrix[k * columns + j] ?? NaN);
  }
};
