/** Small pieces out of which converters decompose operators that the graph IR does not have. */
import { type DType } from "../../dtype.ts";
import type { Value } from "../../graph.ts";
import { scalar } from "../../tensor.ts";
import type { ConversionBuilder } from "./builder.ts";

/** The value in another element type; itself where it has it. */
export const castTo = (build: ConversionBuilder, value: Value, dtype: DType): Value =>
  value.type.dtype === dtype ? value : build.node("cast", [value], { dtype });

/** A scalar constant of the same element type as `like`, which rounds `value` to its precision. */
export const scalarLike = (build: ConversionBuilder, like: Value, value: number): Value =>
  build.constant(scalar(like.type.dtype, value));

/** The value under other dims; itself where it has them. */
export const reshaped = (build: ConversionBuilder, value: Value, shape: readonly number[]): Value =>
  value.type.dims.length === shape.length && shape.every((dim, axis) => dim === value.type.dims[axis])
    ? value
    : build.node("reshape", [value], { shape });
