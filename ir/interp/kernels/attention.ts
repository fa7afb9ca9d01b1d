import { elementCount, type Tensor } from "../../tensor.ts";
import type { Kernel } from "../kernel.ts";
import { broadcastIndex, operandAt, typeAt } from "./elementwise.ts";
import { accumulateProduct } from "./product.ts";
import { rounded } from "./store.ts";

/** Scores of every query with every key, their softmax, the mean of the values that it weighs; all in doubles. */
export const attention: Kernel<"attention"> = ({ operands, attributes, results }) => {
  const [query, key, value, type] = [
    operandAt(operands, 0),
    operandAt(operands, 1),
    operandAt(operands, 2),
    typeAt(results, 0),
  ];
  const batch = query.type.dims.slice(0, -2);
  const [queries = 0, depth = 0] = query.type.dims.slice(-2);
  const [keys = 0, width = 0] = value.type.dims.slice(-2);
  const product = (rows: number, inner: number, columns: number, left: Float64Array, right: Float64Array) => {
    const sums = new Float64Array(elementCount(batch) * rows * columns);
    accumulateProduct({ batch, rows, depth: inner, columns }, { values: left, batch }, { values: right, batch }, sums);
    return sums;
  };
  const scores = product(queries, depth, keys, new Float64Array(query.data), transposed(key));
  const mask = maskValues(operands[3], [...batch, queries, keys]);
  for (let i = 0; i < scores.length; i++) scores[i] = (scores[i] ?? NaN) * attributes.scale + (mask?.[i] ?? 0);
  for (let from = 0; from < scores.length; from += keys) softmaxInPlace(scores.subarray(from, from + keys));
  return [rounded(type, product(queries, keys, width, scores, new Float64Array(value.data)))];
};

/** The last two axes swapped. */
const transposed = ({ type: { dims }, data }: Tensor): Float64Array => {
  const [rows = 0, columns = 0] = dims.slice(-2);
  const swapped = new Float64Array(data.length);
  for (let i = 0; i < swapped.length; i++) {
    const matrix = i - (i % (rows * columns));
    const [row, column] = [Math.floor(i / columns) % rows, i % columns];
    swapped[matrix + column * rows + row] = data[i] ?? NaN;
  }
  return swapped;
};

const maskValues = (mask: Tensor | undefined, scores: readonly number[]): Float64Array | undefined =>
  mask === undefined
    ? undefined
    : Float64Array.from(broadcastIndex(mask.type.dims, scores), index => mask.data[index] ?? NaN);

/** The largest score is taken off first, so that no exponential overflows. */
const softmaxInPlace = (scores: Float64Array): void => {
  const largest = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += scores[i] = Math.exp((scores[i] ?? NaN) - largest);
  for (let i = 0; i < scores.length; i++) scores[i] = (scores[i] ?? NaN) / sum;
};
