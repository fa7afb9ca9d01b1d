/** Split: sizes are an attribute before opset 13, an operand from then on; from 18 `num_outputs` may stand for them. */
import type { Converter, NodeView } from "../converter.ts";
import { IllFormed } from "../../conversion/refusal.ts";
import { axisFromFront } from "../../conversion/axes.ts";

/** One slice for each result that somebody reads. */
export const split: Converter = (node, build) => {
  const input = node.operand(0);
  const axis = axisFromFront(node.attributes.int("axis", 0), input.type.dims.length);
  const dim = input.type.dims[axis] ?? 0;
  const sizes = sizesOf(node, dim);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total !== dim || sizes.some(size => size < 0) || sizes.length !== node.resultCount)
    throw new IllFormed(`parts of [${sizes.join(",")}] do not make ${node.resultCount} results of an axis of ${dim}`);
  let end = 0;
  return sizes.map((size, i) => {
    const start = end;
    end += size;
    if (!node.wants(i)) return undefined;
    return build.node("slice", [input], { starts: [start], ends: [end], axes: [axis], steps: [1] });
  });
};

const sizesOf = (node: NodeView, dim: number): readonly number[] => {
  const given = node.opset >= 13 ? node.optionalInts(1) : node.attributes.ints("split", undefined);
  if (given !== undefined) return given;
  const count = node.attributes.int("num_outputs", node.resultCount);
  if (count !== node.resultCount) throw new IllFormed(`it makes ${count} parts, but has ${node.resultCount} results`);
  // Before opset 18 parts must be equal; from then on the last may be smaller.
  const size = node.attributes.has("num_outputs") ? Math.ceil(dim / count) : dim / count;
  if (!Number.isInteger(size)) throw new IllFormed(`an axis of ${dim} does not split into ${count} equal parts`);
  return Array.from({ length: count }, (_, i) => (i < count - 1 ? size : dim - size * (count - 1)));
};
