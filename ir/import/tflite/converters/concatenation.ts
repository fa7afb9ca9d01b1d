/** CONCATENATION and PACK. Codes of different scales are brought to that of the result. */
import { axisFromFront } from "../../conversion/axes.ts";
import { activated } from "../../tensorflow/activation.ts";
import { concat, stack } from "../../tensorflow/shape.ts";
import type { Converter } from "../converter.ts";
import { onCodes, onReals } from "../quantized.ts";

export const concatenation: Converter = (node, build) => {
  const { axis, activation } = node.options("concatenation");
  const convert: Converter = (view, builder) => {
    const operands = view.operands();
    const along = axisFromFront(axis, operands[0]?.type.dims.length ?? 0);
    return activated(builder, activation, concat(builder, operands, along));
  };
  return (activation === "none" ? onCodes(convert) : onReals(convert))(node, build);
};

export const pack: Converter = onCodes((node, build) => {
  const rank = node.operand(0).type.dims.length + 1;
  return stack(build, node.operands(), axisFromFront(node.options("pack").axis, rank));
});
