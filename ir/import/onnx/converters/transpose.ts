/** Transpose, opset 1 to 21: versions differ in the types they take only. */
import type { Converter } from "../converter.ts";

export const transpose: Converter = (node, build) => {
  const input = node.operand(0);
  const reversed = input.type.dims.map((_, axis) => axis).toReversed();
  return build.node("transpose", [input], { permutation: node.attributes.ints("perm", reversed) });
};
