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
    const matrix = right.values.subarray(rightFrom, rightFrom + depth * columns);
    for (let i = 0; i < rows; i++) {
      const factors = left.values.subarray(leftFrom + i * depth, leftFrom + (i + 1) * depth);
      const row = sums.subarray((b * rows + i) * columns, (b * rows + i + 1) * columns);
      // Four at once where there are as many: a sum is loaded and stored once for four products.
      const inFours = depth - (depth % 4);
      for (let k = 0; k < inFours; k += 4) addFourRows(factors, matrix, k, row);
      for (let k = inFours; k < depth; k++) addRow(factors, matrix, k, row);
    }
  }
};

/** Adds row k of a matrix, times its factor. */
const addRow = (factors: Float64Array, matrix: Float64Array, k: number, sums: Float64Array): void => {
  const [factor = NaN, from] = [factors[k], k * sums.length];
  for (let j = 0; j < sums.length; j++) sums[j] = (sums[j] ?? NaN) + factor * (matrix[from + j] ?? NaN);
};

/** Adds the rows k to k + 3 of a matrix, each times its factor. */
const addFourRows = (factors: Float64Array, matrix: Float64Array, k: number, sums: Float64Array): void => {
  const [a = NaN, b = NaN, c = NaN, d = NaN] = [factors[k], factors[k + 1], factors[k + 2], factors[k + 3]];
  const columns = sums.length;
  for (let j = 0; j < columns; j++) {
    const from = k * columns + j;
    const early = a * (matrix[from] ?? NaN) + b * (matrix[from + columns] ?? NaN);
    const late = c * (matrix[from + 2 * columns] ?? NaN) + d * (matrix[from + 3 * columns] ?? NaN);
    sums[j] = (sums[j] ?? NaN) + early + late;
  }
};
