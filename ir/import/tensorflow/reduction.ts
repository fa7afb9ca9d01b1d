/** Operators that reduce axes, or work along one. */
import { type DType, isFloat } from "../../dtype.ts";
import type { OpName } from "../../ops/index.ts";
import { castTo } from "../conversion/arithmetic.ts";
import type { ConversionBuilder } from "../conversion/builder.ts";
import { asHeld, type AxisOrder, computed, type Laid } from "./laid.ts";

export type Reduction = Extract<OpName, "reduce_mean" | "reduce_sum" | "reduce_max" | "reduce_min" | "reduce_prod">;

export const reduce = (
  build: ConversionBuilder,
  op: Reduction,
  input: Laid,
  axes: readonly number[],
  keepDims: boolean,
): Laid => {
  const own = axes.map(axis => input.order.indexOf(axis));
  const value = castTo(build, asHeld(input, build), computedIn(op, input.type.dtype));
  const result = build.node(op, [value], { axes: own, keep_dims: keepDims });
  return computed(castTo(build, result, input.type.dtype), keepDims ? input.order : without(input.order, axes));
};

/** The mean of integers is computed in f64 and truncated; bools are numbers 0 and 1. */
const computedIn = (op: Reduction, dtype: DType): DType => {
  if (dtype === "bool") return "uint8";
  return op === "reduce_mean" && !isFloat(dtype) ? "f64" : dtype;
};

/** The order of the axes that are left, numbered anew. */
const without = (order: AxisOrder, axes: readonly number[]): AxisOrder => {
  const left = order.filter(axis => !axes.includes(axis));
  const sorted = left.toSorted((a, b) => a - b);
  return left.map(axis => sorted.indexOf(axis));
};

export const softmax = (build: ConversionBuilder, op: "softmax" | "log_softmax", input: Laid, axis: number): Laid =>
  computed(build.node(op, [asHeld(input, build)], { axis: input.order.indexOf(axis) }), input.order);

export const argExtreme = (
  build: ConversionBuilder,
  op: "arg_max" | "arg_min",
  input: Laid,
  axis: number,
  dtype: DType,
): Laid => {
  const own = input.order.indexOf(axis);
  const index = build.node(op, [asHeld(input, build)], { axis: own, keep_dims: false, select_last_index: false });
  return computed(castTo(build, index, dtype), without(input.order, [axis]));
};

export const cumulativeSum = (
  build: ConversionBuilder,
  input: Laid,
  axis: number,
  { exclusive, reverse }: { readonly exclusive: boolean; readonly reverse: boolean },
): Laid =>
  computed(
    build.node("cumulative_sum", [asHeld(input, build)], { axis: input.order.indexOf(axis), exclusive, reverse }),
    input.order,
  );
