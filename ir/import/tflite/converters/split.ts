/** SPLIT (axis, input), SPLIT_V (input, sizes, axis) and UNPACK. */
import { axisFromFront } from "../../conversion/axes.ts";
import { IllFormed } from "../../conversion/refusal.ts";
import { equalParts, reshape, split as splitAlong } from "../../tensorflow/shape.ts";
import type { Converter } from "../converter.ts";
import { onCodes } from "../quantized.ts";
import { staticAxis, staticInts, staticScalar } from "../../tensorflow/static.ts";

export const split: Converter = onCodes((node, build) => {
  const input = node.operand(1);
  const axis = axisFromFront(staticScalar(node, 0, build), input.type.dims.length);
  const sizes = equalParts(node.resultCount, input.type.dims[axis] ?? 0);
  return splitAlong(build, input, axis, sizes, node.wants);
});

/** One size may be -1: what is left. */
export const splitV: Converter = onCodes((node, build) => {
  const input = node.operand(0);
  const axis = staticAxis(node, 2, build);
  const given = staticInts(node, 1, build);
  const open = given.indexOf(-1);
  const others = given.reduce((sum, size) => sum + Math.max(0, size), 0);
  const sizes = open < 0 ? given : given.with(open, (input.type.dims[axis] ?? 0) - others);
  if (sizes.length !== node.resultCount)
    throw new IllFormed(`it has ${node.resultCount} results for ${sizes.length} sizes`);
  return splitAlong(build, input, axis, sizes, node.wants);
});

export const unpack: Converter = onCodes((node, build) => {
  const input = node.operand(0);
  const { dims } = input.type;
  const axis = axisFromFront(node.options("unpack").axis, dims.length);
  const parts = splitAlong(build, input, axis, equalParts(node.resultCount, dims[axis] ?? 0), node.wants);
  if (dims[axis] !== node.resultCount)
    throw new IllFormed(`it has ${node.resultCount} results for an axis of ${dims[axis] ?? 0}`);
  return parts.map(part => (part === undefined ? undefined : reshape(build, part, dims.toSpliced(axis, 1))));
});
