/** Shape and Size: known once every dimension is bound. Shape takes a part of the axes from opset 15 on. */
import { elementCount, scalar, tensor } from "../../../tensor.ts";
import type { Converter } from "../converter.ts";

export const shape: Converter = (node, build) => {
  const { dims } = node.operand(0).type;
  // Like the bounds of a slice: negative ones count from the end, and both are clamped to the rank (ONNX Shape-15).
  const part = dims.slice(node.attributes.int("start", 0), node.attributes.int("end", dims.length));
  return build.constant(tensor("int64", [part.length], part));
};

export const size: Converter = (node, build) =>
  build.constant(scalar("int64", elementCount(node.operand(0).type.dims)));
