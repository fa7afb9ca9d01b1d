/** Recipes for reductions, normalizations and pools. */
import type { DType } from "../../../ir/dtype.ts";
import type { TensorType } from "../../../ir/tensor.ts";
import type { GraphSource } from "../graph-source.ts";
import { axesOf, axisOf, floats, imageOf, numbers, type Recipe, windowOf } from "./recipe.ts";

const reduction =
  (dtypes: readonly DType[]): Recipe =>
  (source, op) => {
    const input = source.tensor(dtypes);
    source.node(op, [input], { axes: axesOf(source, input.type), keep_dims: source.choose.flag() });
  };

const argExtreme: Recipe = (source, op) => {
  const input = source.tensor(numbers, 1);
  const { choose } = source;
  source.node(op, [input], {
    axis: axisOf(source, input.type),
    keep_dims: choose.flag(),
    select_last_index: choose.flag(),
  });
};

const alongAxis: Recipe = (source, op) => {
  const input = source.tensor(floats, 1);
  source.node(op, [input], { axis: axisOf(source, input.type) });
};

const epsilonOf = ({ choose }: GraphSource): number => choose.pick([1e-5, 1e-3, 0.5]);

/** A vector over the channels of an [N,C,…] tensor. */
const perChannel = ({ dtype, dims }: TensorType): TensorType => ({ dtype, dims: dims.slice(1, 2) });

const pool =
  (dtypes: readonly DType[], isAverage: boolean): Recipe =>
  (source, op) => {
    const { kernel, strides, pads, dilations, extent } = windowOf(source);
    const { choose } = source;
    const attributes = { kernel, strides, pads, dilations, ceil_mode: choose.flag() };
    const input = imageOf(source, dtypes, undefined, extent);
    source.node(op, [input], isAverage ? { ...attributes, count_include_pad: choose.flag() } : attributes);
  };

export const reductionRecipes = {
  arg_max: argExtreme,
  arg_min: argExtreme,
  average_pool2d: pool(floats, true),
  batch_normalization: (source, op) => {
    const input = source.tensor(floats, 2);
    const parameter = perChannel(input.type);
    const positive = source.constant(parameter, () => source.choose.integer(1, 16) / 8);
    const parameters = [source.like(parameter), source.like(parameter), source.like(parameter), positive];
    source.node(op, [input, ...parameters], { epsilon: epsilonOf(source) });
  },
  cumulative_sum: (source, op) => {
    const input = source.tensor(numbers, 1);
    const { choose } = source;
    source.node(op, [input], {
      axis: axisOf(source, input.type),
      exclusive: choose.flag(),
      reverse: choose.flag(),
    });
  },
  instance_normalization: (source, op) => {
    const input = source.tensor(floats, 3);
    const parameter = perChannel(input.type);
    source.node(op, [input, source.like(parameter), source.like(parameter)], { epsilon: epsilonOf(source) });
  },
  layer_normalization: (source, op) => {
    const input = source.tensor(floats, 1);
    const axis = axisOf(source, input.type);
    const normalized = { dtype: input.type.dtype, dims: input.type.dims.slice(axis) };
    const parameters = Array.from({ length: source.choose.integer(0, 2) }, () => source.broadcasting(normalized));
    source.node(op, [input, ...parameters], { axis, epsilon: epsilonOf(source) });
  },
  local_response_normalization: (source, op) => {
    const { choose } = source;
    source.node(op, [source.tensor(floats, 3)], {
      size: choose.integer(1, 4),
      alpha: choose.pick([1e-4, 0.5]),
      beta: choose.pick([0.75, 1]),
      bias: choose.pick([1, 2]),
    });
  },
  log_softmax: alongAxis,
  lp_normalization: (source, op) => {
    const input = source.tensor(floats, 1);
    source.node(op, [input], { axis: axisOf(source, input.type), p: source.choose.pick([1, 2]) });
  },
  max_pool2d: pool(numbers, false),
  reduce_l1: reduction(floats),
  reduce_l2: reduction(floats),
  reduce_log_sum: reduction(floats),
  reduce_log_sum_exp: reduction(floats),
  reduce_max: reduction(numbers),
  reduce_mean: reduction(floats),
  reduce_min: reduction(numbers),
  reduce_prod: reduction(floats),
  reduce_sum: reduction(numbers),
  reduce_sum_square: reduction(floats),
  softmax: alongAxis,
  top_k: (source, op) => {
    const input = source.tensor(numbers, 1);
    const { choose } = source;
    const axis = axisOf(source, input.type);
    source.node(op, [input], {
      k: choose.integer(1, input.type.dims[axis] ?? 1),
      axis,
      largest: choose.flag(),
      sorted: choose.flag(),
    });
  },
} satisfies Record<string, Recipe>;
