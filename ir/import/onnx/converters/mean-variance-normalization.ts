/** MeanVarianceNormalization, opset 9 and 13: (x - mean) / (deviation + 1e-9) over axes, by ONNX's function body. */
import type { Converter } from "../converter.ts";
import { scalarLike } from "../../conversion/arithmetic.ts";
import { axesFromFront } from "../../conversion/axes.ts";

export const meanVarianceNormalization: Converter = (node, build) => {
  const input = node.operand(0);
  const axes = axesFromFront(node.attributes.ints("axes", [0, 2, 3]), input.type.dims.length);
  const mean = build.node("reduce_mean", [input], { axes, keep_dims: true });
  const difference = build.node("sub", [input, mean], {});
  const square = build.node("mul", [difference, difference], {});
  const deviation = build.node("sqrt", [build.node("reduce_mean", [square], { axes, keep_dims: true })], {});
  return build.node("div", [difference, build.node("add", [deviation, scalarLike(build, input, 1e-9)], {})], {});
};
