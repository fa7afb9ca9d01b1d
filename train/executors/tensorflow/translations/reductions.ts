/** Reductions, normalizations, and what looks for the largest elements. */
import type * as Library from "@tensorflow/tfjs-core";
import type { OpName } from "../../../../ir/ops/index.ts";
import {
  type DeviceTensor,
  givenAt,
  type NodeShape,
  type Tensorflow,
  type Translation,
  typeAt,
} from "../translation.ts";

type Reduce = (tf: Tensorflow, x: DeviceTensor, axes: number[], keep: boolean) => DeviceTensor;

type Reduction =
  | "reduce_l1"
  | "reduce_l2"
  | "reduce_log_sum"
  | "reduce_log_sum_exp"
  | "reduce_max"
  | "reduce_mean"
  | "reduce_min"
  | "reduce_prod"
  | "reduce_sum"
  | "reduce_sum_square";

const reduction = <O extends Reduction>(reduce: Reduce): Translation<O> => ({
  takes: "reals",
  refuses: ({ attributes }) => (attributes.axes.length === 0 ? "it reduces no axis" : undefined),
  compute: call => [reduce(call.tf, givenAt(call, 0), [...call.attributes.axes], call.attributes.keep_dims)],
});

const squares: Reduce = (tf, x, axes, keep) => tf.sum(tf.square(x), axes, keep);

/** The last axes of the operand, from `first` on. */
const axesFrom = (x: DeviceTensor, first: number): number[] => [...x.shape.keys()].slice(first);

/** (x - mean) / √(variance + epsilon), with moments over the axes. */
const standardized = (tf: Tensorflow, x: DeviceTensor, axes: number[], epsilon: number): DeviceTensor => {
  const centered = tf.sub(x, tf.mean(x, axes, true));
  const variance = tf.mean(tf.square(centered), axes, true);
  return tf.div(centered, tf.sqrt(tf.add(variance, epsilon)));
};

/** One value per channel, the second axis, so that it broadcasts. */
const perChannel = (tf: Tensorflow, values: DeviceTensor, rank: number): DeviceTensor =>
  tf.reshape(values, [values.size, ...Array.from({ length: Math.max(0, rank - 2) }, () => 1)]);

const batchNormalization: Translation<"batch_normalization"> = {
  takes: "reals",
  compute(call) {
    const { tf } = call;
    const x = givenAt(call, 0);
    const [scale, bias, mean, variance] = [1, 2, 3, 4].map(i => perChannel(tf, givenAt(call, i), x.rank));
    if (scale === undefined || bias === undefined || mean === undefined || variance === undefined) return [];
    const factor = tf.div(scale, tf.sqrt(tf.add(variance, call.attributes.epsilon)));
    return [tf.add(tf.mul(tf.sub(x, mean), factor), bias)];
  },
};

const instanceNormalization: Translation<"instance_normalization"> = {
  takes: "reals",
  compute(call) {
    const { tf } = call;
    const x = givenAt(call, 0);
    const normal = standardized(tf, x, axesFrom(x, 2), call.attributes.epsilon);
    return [tf.add(tf.mul(normal, perChannel(tf, givenAt(call, 1), x.rank)), perChannel(tf, givenAt(call, 2), x.rank))];
  },
};

const layerNormalization: Translation<"layer_normalization"> = {
  takes: "reals",
  compute(call) {
    const { tf, given, attributes } = call;
    const x = givenAt(call, 0);
    const normal = standardized(tf, x, axesFrom(x, attributes.axis), attributes.epsilon);
    const [, scale, bias] = given;
    const scaled = scale === undefined ? normal : tf.mul(normal, scale);
    return [bias === undefined ? scaled : tf.add(scaled, bias)];
  },
};

/** x / (bias + alpha / size · Σ x²)^beta: the library's sum reaches equally far to both sides, and its alpha is not divided. */
const localResponseNormalization: Translation<"local_response_normalization"> = {
  takes: "reals",
  refuses: ({ attributes: { size }, operands }) =>
    size % 2 === 1 && typeAt(operands, 0).dims.length === 4
      ? undefined
      : "its window has no middle, or it takes no image",
  compute(call) {
    const { tf } = call;
    const { size, alpha, beta, bias } = call.attributes;
    const last = tf.transpose(givenAt(call, 0), [0, 2, 3, 1]) as Library.Tensor4D;
    const normal = tf.localResponseNormalization(last, (size - 1) / 2, bias, alpha / size, beta);
    return [tf.transpose(normal, [0, 3, 1, 2])];
  },
};

/** The largest element is taken away first, so that no exponential overflows. */
const shifted = (tf: Tensorflow, x: DeviceTensor, axis: number): DeviceTensor => tf.sub(x, tf.max(x, axis, true));

export const softmaxOf = (tf: Tensorflow, x: DeviceTensor, axis: number): DeviceTensor => {
  const powers = tf.exp(shifted(tf, x, axis));
  return tf.div(powers, tf.sum(powers, axis, true));
};

const softmax: Translation<"softmax"> = {
  takes: "reals",
  compute: call => [softmaxOf(call.tf, givenAt(call, 0), call.attributes.axis)],
};

const logSoftmax: Translation<"log_softmax"> = {
  takes: "reals",
  compute(call) {
    const { tf, attributes } = call;
    const low = shifted(tf, givenAt(call, 0), attributes.axis);
    return [tf.sub(low, tf.log(tf.sum(tf.exp(low), attributes.axis, true)))];
  },
};

const lpNormalization: Translation<"lp_normalization"> = {
  takes: "reals",
  compute(call) {
    const { tf, attributes } = call;
    const x = givenAt(call, 0);
    const total = tf.sum(attributes.p === 2 ? tf.square(x) : tf.abs(x), attributes.axis, true);
    const norm = attributes.p === 2 ? tf.sqrt(total) : total;
    return [tf.divNoNan(x, norm)];
  },
};

const cumulativeSum: Translation<"cumulative_sum"> = {
  takes: "reals",
  compute: call => {
    const { axis, exclusive, reverse } = call.attributes;
    return [call.tf.cumsum(givenAt(call, 0), axis, exclusive, reverse)];
  },
};

const onReals = ({ operands }: Pick<NodeShape, "operands">): string | undefined =>
  typeAt(operands, 0).dtype === "f32" ? undefined : `it looks for the largest ${typeAt(operands, 0).dtype}`;

const argExtreme = <O extends "arg_max" | "arg_min">(name: "argMax" | "argMin"): Translation<O> => ({
  takes: "data",
  refuses: node => (node.attributes.select_last_index ? "it takes the last of equals" : onReals(node)),
  compute(call) {
    const place = call.tf[name](givenAt(call, 0), call.attributes.axis);
    return [call.tf.reshape(place, [...typeAt(call.results, 0).dims])];
  },
});

const topK: Translation<"top_k"> = {
  takes: "data",
  refuses: ({ attributes: { largest }, operands }) => (largest ? onReals({ operands }) : "it looks for the smallest"),
  compute(call) {
    const { tf } = call;
    const { k, axis } = call.attributes;
    const x = givenAt(call, 0);
    const order = [...x.shape.keys()].filter(other => other !== axis).concat(axis);
    const back = order.map((_, i) => order.indexOf(i));
    const { values, indices } = tf.topk(tf.transpose(x, order), k, true);
    return [tf.transpose(values, back), tf.transpose(indices, back)];
  },
};

export const reductionTranslations = {
  arg_max: argExtreme<"arg_max">("argMax"),
  arg_min: argExtreme<"arg_min">("argMin"),
  batch_normalization: batchNormalization,
  cumulative_sum: cumulativeSum,
  instance_normalization: instanceNormalization,
  layer_normalization: layerNormalization,
  local_response_normalization: localResponseNormalization,
  log_softmax: logSoftmax,
  lp_normalization: lpNormalization,
  reduce_l1: reduction<"reduce_l1">((tf, x, axes, keep) => tf.sum(tf.abs(x), axes, keep)),
  reduce_l2: reduction<"reduce_l2">((tf, x, axes, keep) => tf.sqrt(squares(tf, x, axes, keep))),
  reduce_log_sum: reduction<"reduce_log_sum">((tf, x, axes, keep) => tf.log(tf.sum(x, axes, keep))),
  reduce_log_sum_exp: reduction<"reduce_log_sum_exp">((tf, x, axes, keep) => tf.logSumExp(x, axes, keep)),
  reduce_max: reduction<"reduce_max">((tf, x, axes, keep) => tf.max(x, axes, keep)),
  reduce_mean: reduction<"reduce_mean">((tf, x, axes, keep) => tf.mean(x, axes, keep)),
  reduce_min: reduction<"reduce_min">((tf, x, axes, keep) => tf.min(x, axes, keep)),
  reduce_prod: reduction<"reduce_prod">((tf, x, axes, keep) => tf.prod(x, axes, keep)),
  reduce_sum: reduction<"reduce_sum">((tf, x, axes, keep) => tf.sum(x, axes, keep)),
  reduce_sum_square: reduction<"reduce_sum_square">(squares),
  softmax,
  top_k: topK,
} as const satisfies Partial<{ [O in OpName]: Translation<O> }>;
