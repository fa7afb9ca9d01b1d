/** Squeeze, Unsqueeze and Flatten: reshapes. Axes are attributes before opset 13, operands from then on. */
import { elementCount } from "../../../tensor.ts";
import type { Converter, NodeView } from "../converter.ts";
import { IllFormed } from "../../conversion/refusal.ts";
import { axesFromFront, axisFromFront } from "../../conversion/axes.ts";

export const squeeze: Converter = (node, build) => {
  const input = node.operand(0);
  const { dims } = input.type;
  const given = axesGiven(node);
  const axes =
    given === undefined ? dims.flatMap((dim, axis) => (dim === 1 ? [axis] : [])) : axesFromFront(given, dims.length);
  const wide = axes.find(axis => dims[axis] !== 1);
  if (wide !== undefined) throw new IllFormed(`axis ${wide} has ${dims[wide] ?? 0} elements and can't be squeezed`);
  return build.node("reshape", [input], { shape: dims.filter((_, axis) => !axes.includes(axis)) });
};

export const unsqueeze: Converter = (node, build) => {
  const input = node.operand(0);
  const given = axesGiven(node) ?? [];
  const axes = axesFromFront(given, input.type.dims.length + given.length);
  const shape = [...input.type.dims];
  for (const axis of axes.toSorted((a, b) => a - b)) shape.splice(axis, 0, 1);
  return build.node("reshape", [input], { shape });
};

export const flatten: Converter = (node, build) => {
  const input = node.operand(0);
  const { dims } = input.type;
  const given = node.attributes.int("axis", 1);
  const axis = given === dims.length ? given : axisFromFront(given, dims.length);
  return build.node("reshape", [input], { shape: [elementCount(dims.slice(0, axis)), elementCount(dims.slice(axis))] });
};

const axesGiven = (node: NodeView): readonly number[] | undefined =>
  node.opset >= 13 ? node.optionalInts(1) : node.attributes.ints("axes", undefined);
