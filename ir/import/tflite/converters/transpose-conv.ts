/** TRANSPOSE_CONV: shape of the result, weights [filters, height, width, channels], input, and from version 3 on a bias. */
import { activated } from "../../tensorflow/activation.ts";
import { convolveTransposed } from "../../tensorflow/contraction.ts";
import { asInModel } from "../../tensorflow/laid.ts";
import type { Converter } from "../converter.ts";
import { onReals } from "../quantized.ts";
import { staticInts } from "../../tensorflow/static.ts";
import { slidingOf } from "./sliding.ts";

export const transposeConv: Converter = onReals((node, build) => {
  const options = node.options("transposeConv");
  const [, height = 0, width = 0] = staticInts(node, 0, build);
  const weight = node.operand(1).inOrder([3, 0, 1, 2], build);
  const bias = node.optional(3);
  const { padding, strides } = slidingOf(options);
  const result = convolveTransposed(
    build,
    node.operand(2),
    weight,
    bias === undefined ? undefined : asInModel(bias, build),
    { padding, strides, size: [height, width] },
  );
  return activated(build, options.activation, result);
});
