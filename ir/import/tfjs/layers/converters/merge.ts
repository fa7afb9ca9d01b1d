/** Layers of several operands: sums, products, extremes, concatenation. */
import { axisFromFront } from "../../../conversion/axes.ts";
import { elementwise, scalarOperand } from "../../../tensorflow/elementwise.ts";
import type { ConversionBuilder } from "../../../conversion/builder.ts";
import type { Laid } from "../../../tensorflow/laid.ts";
import { concat } from "../../../tensorflow/shape.ts";
import type { Converter, LayerView } from "../converter.ts";

type MergeOp = "add" | "sub" | "mul" | "max" | "min";

const merged = (op: MergeOp, { operand, operands }: LayerView, build: ConversionBuilder): Laid =>
  operands()
    .slice(1)
    .reduce((total, other) => elementwise(build, op, [total, other], {}), operand(0));

export const merge =
  (op: MergeOp): Converter =>
  (layer, build) =>
    merged(op, layer, build);

export const average: Converter = (layer, build) => {
  const total = merged("add", layer, build);
  return elementwise(build, "div", [total, scalarOperand(build, total, layer.operands().length)], {});
};

export const concatenate: Converter = ({ config, operands, operand }, build) =>
  concat(build, operands(), axisFromFront(config.number("axis", -1), operand(0).type.dims.length));
