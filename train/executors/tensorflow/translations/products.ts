/** Matrix products and attention. */
import { broadcastDims } from "../../../../ir/tensor.ts";
import { type DeviceTensor, givenAt, type Tensorflow, type Translation, typeAt } from "../translation.ts";
import { epilogueFault, finished } from "./epilogue.ts";
import { softmaxOf } from "./reductions.ts";

/** A vector is a row on the left and a column on the right, as in NumPy. */
export const product = (
  tf: Tensorflow,
  left: DeviceTensor,
  right: DeviceTensor,
  dims: readonly number[],
): DeviceTensor => {
  const a = left.rank === 1 ? tf.reshape(left, [1, left.size]) : left;
  const b = right.rank === 1 ? tf.reshape(right, [right.size, 1]) : right;
  return tf.reshape(b.rank === 2 ? tf.matMul(rowsOf(tf, a), b) : batched(tf, a, b), [...dims]);
};

/** One matrix on the right takes all rows at once. */
const rowsOf = (tf: Tensorflow, a: DeviceTensor): DeviceTensor =>
  a.rank > 2 ? tf.reshape(a, [-1, a.shape.at(-1) ?? 1]) : a;

/** Batches are stretched here: where both sides need it, the library pairs matrices wrongly (4.22). */
const batched = (tf: Tensorflow, a: DeviceTensor, b: DeviceTensor): DeviceTensor => {
  const batch = broadcastDims(a.shape.slice(0, -2), b.shape.slice(0, -2)) ?? [];
  const [left, right] = [a, b].map(matrices => {
    const shape = matrices.shape.slice(-2);
    return tf.reshape(tf.broadcastTo(matrices, [...batch, ...shape]), [-1, ...shape]);
  });
  return tf.matMul(left ?? a, right ?? b);
};

const matmul: Translation<"matmul"> = {
  takes: "reals",
  refuses: epilogueFault,
  compute(call) {
    const { dims } = typeAt(call.results, 0);
    return [finished(call, product(call.tf, givenAt(call, 0), givenAt(call, 1), dims), sum => sum)];
  },
};

const attention: Translation<"attention"> = {
  takes: "reals",
  compute(call) {
    const { tf, given, attributes } = call;
    const [query, key, value] = [givenAt(call, 0), givenAt(call, 1), givenAt(call, 2)];
    const mask = given[3];
    const scores = tf.mul(tf.matMul(query, key, false, true), attributes.scale);
    const masked = mask === undefined ? scores : tf.add(scores, mask);
    return [tf.matMul(softmaxOf(tf, masked, masked.rank - 1), value)];
  },
};

export const productTranslations = { attention, matmul } as const;
