import { elementCount, type Tensor } from "../../tensor.ts";
import type { Kernel } from "../kernel.ts";
import { broadcastIndex, operandAt, typeAt } from "./elementwise.ts";
import { rounded } from "./store.ts";

/** One query row at a time: its scores over all keys, their softmax, the mean of the values that it weighs. */
export const attention: Kernel<"attention"> = ({ operands, attributes, results }) => {
  const type = typeAt(results, 0);
  const [query, key, value] = [operandAt(operands, 0), operandAt(operands, 1), operandAt(operands, 2)];
  const keys = key.type.dims.at(-2) ?? 0;
  const depth = key.type.dims.at(-1) ?? 0;
  const width = value.type.dims.at(-1) ?? 0;
  const queries = query.type.dims.at(-2) ?? 0;
  const mask = maskValues(operands[3], query.type.dims.with(-1, keys));
  const means = new Float64Array(elementCount(type.dims));
  const weights = new Float64Array(keys);
  for (let row = 0; row < means.length / width; row++) {
    const firstKey = Math.floor(row / queries) * keys;
    for (let s = 0; s < keys; s++) {
      let score = 0;
      for (let e = 0; e < depth; e++)
        score += (query.data[row * depth + e] ?? NaN) * (key.data[(firstKey + s) * depth + e] ?? NaN);
      weights[s] = score * attributes.scale + (mask?.[row * keys + s] ?? 0);
    }
    softmaxInPlace(weights);
    for (let s = 0; s < keys; s++)
      for (let v = 0; v < width; v++) {
        const product = (weights[s] ?? NaN) * (value.data[(firstKey + s) * width + v] ?? NaN);
        means[row * width + v] = (means[row * width + v] ?? NaN) + product;
      }
  }
  return [rounded(type, means)];
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
