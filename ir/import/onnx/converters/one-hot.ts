/** OneHot, opset 9 and 11: depth and the pair [off, on] are operands. */
import type { Converter } from "../converter.ts";
import { IllFormed } from "../../conversion/refusal.ts";
import { axisFromFront } from "../../conversion/axes.ts";

export const oneHot: Converter = (node, build) => {
  const indices = node.operand(0);
  const values = node.staticTensor(2);
  const [off, on] = values.data;
  if (off === undefined || on === undefined || values.data.length !== 2)
    throw new IllFormed(`its values must be a pair [off, on], found ${values.data.length} of them`);
  return build.node("one_hot", [indices], {
    depth: node.staticScalar(1),
    axis: axisFromFront(node.attributes.int("axis", -1), indices.type.dims.length + 1),
    off,
    on,
    dtype: values.type.dtype,
  });
};
