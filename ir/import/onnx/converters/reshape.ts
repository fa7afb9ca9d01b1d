/** Reshape, opset 5 to 21: a 0 copies the input's dimension (unless `allowzero`, from 14), one -1 takes what is left. */
import { elementCount, formatType } from "../../../tensor.ts";
import type { Converter } from "../converter.ts";
import { IllFormed } from "../../conversion/refusal.ts";

export const reshape: Converter = (node, build) => {
  const input = node.operand(0);
  const wanted = node.staticInts(1);
  const copiesZeros = !node.attributes.flag("allowzero", false);
  const shape = wanted.map((dim, axis) => (dim === 0 && copiesZeros ? input.type.dims[axis] : dim) ?? 0);
  if (shape.filter(dim => dim === -1).length > 1 || shape.some(dim => dim < -1))
    throw new IllFormed(`its shape [${wanted.join(",")}] leaves more than one dimension open`);
  const fixed = elementCount(shape.filter(dim => dim !== -1));
  const rest = fixed === 0 ? 0 : elementCount(input.type.dims) / fixed;
  if (!Number.isInteger(rest) && shape.includes(-1))
    throw new IllFormed(`its shape [${wanted.join(",")}] does not divide the elements of ${formatType(input.type)}`);
  return build.node("reshape", [input], { shape: shape.map(dim => (dim === -1 ? rest : dim)) });
};
