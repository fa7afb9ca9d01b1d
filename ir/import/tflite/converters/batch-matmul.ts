/** BATCH_MATMUL: products of the last two axes, either factor perhaps transposed. */
import type { ConversionBuilder } from "../../conversion/builder.ts";
import type { Value } from "../../../graph.ts";
import { inModelOrder, type Laid, modelOrder } from "../../tensorflow/laid.ts";
import type { Converter } from "../converter.ts";
import { onReals } from "../quantized.ts";

export const batchMatmul: Converter = onReals((node, build) => {
  const { transposeLeft, transposeRight } = node.options("batchMatmul");
  const left = factor(node.operand(0), transposeLeft, build);
  const right = factor(node.operand(1), transposeRight, build);
  return inModelOrder(build.node("matmul", [left, right], {}));
});

const factor = (laid: Laid, isTransposed: boolean, build: ConversionBuilder): Value => {
  const order = modelOrder(laid.type.dims.length);
  const swapped = [...order.slice(0, -2), ...order.slice(-2).toReversed()];
  return laid.inOrder(isTransposed ? swapped : order, build);
};
