/** Slice: bounds are attributes before opset 10, operands with steps from then on. */
import type { Converter, NodeView } from "../converter.ts";
import { IllFormed } from "../../conversion/refusal.ts";
import { axesFromFront } from "../../conversion/axes.ts";

export const slice: Converter = (node, build) => {
  const input = node.operand(0);
  const { starts, ends, axes, steps } = boundsOf(node);
  if (starts.length !== ends.length || starts.length !== axes.length || starts.length !== steps.length)
    throw new IllFormed("its starts, ends, axes and steps differ in number");
  const normalized = axesFromFront(axes, input.type.dims.length);
  const clamped = normalized.map((axis, i) =>
    clampedBounds(starts[i] ?? 0, ends[i] ?? 0, steps[i] ?? 1, input.type.dims[axis] ?? 0),
  );
  return build.node("slice", [input], {
    starts: clamped.map(([start]) => start),
    ends: clamped.map(([, end]) => end),
    axes: normalized,
    steps,
  });
};

interface Bounds {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly axes: readonly number[];
  readonly steps: readonly number[];
}

const boundsOf = (node: NodeView): Bounds => {
  const inOperands = node.opset >= 10;
  const starts = inOperands ? node.staticInts(1) : node.attributes.ints("starts");
  const ends = inOperands ? node.staticInts(2) : node.attributes.ints("ends");
  const axes = inOperands ? node.optionalInts(3) : node.attributes.ints("axes", undefined);
  const steps = inOperands ? node.optionalInts(4) : undefined;
  return { starts, ends, axes: axes ?? starts.map((_, i) => i), steps: steps ?? starts.map(() => 1) };
};

/** Bounds that count from the front and lie on the axis, or one beside it: ONNX Slice-13. */
const clampedBounds = (start: number, end: number, step: number, dim: number): [start: number, end: number] => {
  const [from, to] = [start, end].map(bound => (bound < 0 ? bound + dim : bound)) as [number, number];
  return step > 0
    ? [clamp(from, 0, dim), clamp(to, 0, dim)]
    : [clamp(from, Math.min(0, dim - 1), dim - 1), clamp(to, -1, dim - 1)];
};

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);
