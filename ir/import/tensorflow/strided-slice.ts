/** StridedSlice: bounds and steps of the first axes, with masks whose bit i speaks of entry i (tf.strided_slice). */
import type { ConversionBuilder } from "../conversion/builder.ts";
import { IllFormed } from "../conversion/refusal.ts";
import type { Laid } from "./laid.ts";
import { type Part, reshape, slice } from "./shape.ts";

export interface StridedSlice {
  readonly begin: readonly number[];
  readonly end: readonly number[];
  readonly strides: readonly number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
  /** Ends count from the beginning. */
  readonly endIsOffset: boolean;
}

export const stridedSlice = (build: ConversionBuilder, input: Laid, spec: StridedSlice): Laid => {
  if (spec.begin.length !== spec.end.length || spec.begin.length !== spec.strides.length)
    throw new IllFormed("its begin, end and strides differ in number");
  const { parts, shape } = walk(spec, input.type.dims);
  return reshape(build, slice(build, input, parts), shape);
};

/** The parts of the input's axes, and the dims of the result, some of them new and some left out. */
const walk = (spec: StridedSlice, dims: readonly number[]): { parts: readonly Part[]; shape: readonly number[] } => {
  const entries = spec.begin.map((_, i) => i);
  const consuming = entries.filter(i => !bit(spec.newAxisMask, i) && !bit(spec.ellipsisMask, i)).length;
  const parts: Part[] = [];
  const shape: number[] = [];
  let axis = 0;
  const keep = (count: number): void => {
    for (let i = 0; i < count; i++) shape.push(dims[axis++] ?? 1);
  };
  for (const i of entries) {
    if (bit(spec.ellipsisMask, i)) keep(Math.max(0, dims.length - consuming));
    else if (bit(spec.newAxisMask, i)) shape.push(1);
    else {
      const part = partOf(spec, i, axis, dims[axis]);
      parts.push(part);
      if (!bit(spec.shrinkAxisMask, i)) shape.push(Math.max(0, Math.ceil((part.end - part.start) / part.step)));
      axis++;
    }
  }
  keep(Math.max(0, dims.length - axis));
  return { parts, shape };
};

const bit = (mask: number, index: number): boolean => ((mask >> index) & 1) === 1;

const partOf = (spec: StridedSlice, i: number, axis: number, dim: number | undefined): Part => {
  const [begin = 0, step = 1] = [spec.begin[i], spec.strides[i]];
  if (dim === undefined) throw new IllFormed("it slices more axes than its operand has");
  if (step === 0) throw new IllFormed(`its stride ${i} is 0`);
  return bit(spec.shrinkAxisMask, i) ? singlePart(begin, axis, dim) : rangePart(spec, i, axis, dim);
};

const singlePart = (index: number, axis: number, dim: number): Part => {
  const start = index < 0 ? index + dim : index;
  if (start < 0 || start >= dim) throw new IllFormed(`its index ${index} lies outside an axis of ${dim}`);
  return { axis, start, end: start + 1, step: 1 };
};

const rangePart = (spec: StridedSlice, i: number, axis: number, dim: number): Part => {
  const [begin = 0, given = 0, step = 1] = [spec.begin[i], spec.end[i], spec.strides[i]];
  const end = spec.endIsOffset ? begin + given : given;
  const [first, last] = step > 0 ? [0, dim] : [dim - 1, -1];
  const clamp = (bound: number): number =>
    Math.min(Math.max(bound < 0 ? bound + dim : bound, Math.min(first, last)), Math.max(first, last));
  return {
    axis,
    start: bit(spec.beginMask, i) ? first : clamp(begin),
    end: bit(spec.endMask, i) ? last : clamp(end),
    step,
  };
};
