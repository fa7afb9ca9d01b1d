/** RESHAPE, SQUEEZE and EXPAND_DIMS. */
import { axesFromFront, axisFromFront } from "../../conversion/axes.ts";
import { reshape as reshaped } from "../../tensorflow/shape.ts";
import type { Converter } from "../converter.ts";
import { onCodes } from "../quantized.ts";
import { staticInts, staticScalar } from "../../tensorflow/static.ts";

/** The shape is an operand, in old models an option. */
export const reshape: Converter = onCodes((node, build) => {
  const shape = node.optional(1) === undefined ? node.options("reshape").shape : staticInts(node, 1, build);
  return reshaped(build, node.operand(0), shape);
});

export const squeeze: Converter = onCodes((node, build) => {
  const input = node.operand(0);
  const { dims } = input.type;
  const given = axesFromFront(node.options("squeeze").axes, dims.length);
  const axes = given.length > 0 ? given : dims.flatMap((dim, axis) => (dim === 1 ? [axis] : []));
  return reshaped(
    build,
    input,
    dims.filter((_, axis) => !axes.includes(axis)),
  );
});

export const expandDims: Converter = onCodes((node, build) => {
  const { dims } = node.operand(0).type;
  const axis = axisFromFront(staticScalar(node, 1, build), dims.length + 1);
  return reshaped(build, node.operand(0), dims.toSpliced(axis, 0, 1));
});
