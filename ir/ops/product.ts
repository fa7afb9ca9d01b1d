/** Shapes of matrix products (NumPy matmul), for floats and integers alike. */
import { broadcastDims, formatType, type TensorType } from "../tensor.ts";

/** Rows, depth and columns of the matrices, and the leading axes that both broadcast to. */
export interface ProductShape {
  readonly batch: readonly number[];
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
}

/** A vector counts as a row on the left, as a column on the right; undefined where the factors do not match. */
export const productShape = (left: readonly number[], right: readonly number[]): ProductShape | undefined => {
  const [rows = 1, depth] = left.length === 1 ? [1, left[0]] : left.slice(-2);
  const [rightDepth, columns = 1] = right.length === 1 ? [right[0], 1] : right.slice(-2);
  const batch = broadcastDims(left.slice(0, -2), right.slice(0, -2));
  if (depth === undefined || depth !== rightDepth || batch === undefined) return undefined;
  return { batch, rows, depth, columns };
};

/** Dims of the product: those of `productShape` without the axis that a vector factor lacks. */
export const productDims = (left: readonly number[], right: readonly number[]): number[] | undefined => {
  const shape = productShape(left, right);
  if (shape === undefined) return undefined;
  const rows = left.length === 1 ? [] : [shape.rows];
  const columns = right.length === 1 ? [] : [shape.columns];
  return [...shape.batch, ...rows, ...columns];
};

export const productFaults = (left: TensorType, right: TensorType): string[] =>
  productShape(left.dims, right.dims) === undefined
    ? [
        `${formatType(left)} × ${formatType(right)} is no matrix product: the last dim on the left must equal the last but one on the right, leading dims must broadcast`,
      ]
    : [];
