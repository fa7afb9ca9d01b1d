/** FULLY_CONNECTED: rows times weights [columns, depth], whatever axes the rows had. */
import type { ConversionBuilder } from "../../conversion/builder.ts";
import { IllFormed, Refusal } from "../../conversion/refusal.ts";
import { activated, type Activation } from "../../tensorflow/activation.ts";
import { asInModel, inModelOrder, type Laid, modelOrder } from "../../tensorflow/laid.ts";
import { reshape } from "../../tensorflow/shape.ts";
import type { Converter, NodeView } from "../converter.ts";
import { type Codes, codesOf, integerOperands, requantized } from "../integer-contraction.ts";
import { onReals } from "../quantized.ts";

export const fullyConnected: Converter = (node, build) => {
  const { activation, weightsFormat, keepDims } = node.options("fullyConnected");
  if (weightsFormat !== 0)
    throw new Refusal("its weights are shuffled", "convert the model again without shuffled weights");
  if (node.operand(1).type.dims.length !== 2) throw new IllFormed("its weights must have two axes");
  const codes = codesOf(node, 0);
  const rows = (input: Laid): Laid =>
    keepDims ? input : reshape(build, input, [-1, node.operand(1).type.dims[1] ?? 1]);
  return codes === undefined
    ? onReals((real, builder) => floatProduct(real, builder, rows(real.operand(0)), activation))(node, build)
    : integerProduct(node, build, rows(node.operand(0)), activation, codes);
};

const floatProduct = (node: NodeView, build: ConversionBuilder, rows: Laid, activation: Activation): Laid => {
  const bias = node.optional(2);
  const operands = [asInModel(rows, build), node.operand(1).inOrder([1, 0], build)];
  const product = build.node("matmul", [...operands, ...(bias === undefined ? [] : [asInModel(bias, build)])], {});
  return activated(build, activation, inModelOrder(product));
};

const integerProduct = (
  node: NodeView,
  build: ConversionBuilder,
  rows: Laid,
  activation: Activation,
  codes: Codes,
): Laid => {
  const factors = [asInModel(rows, build), node.operand(1).inOrder([1, 0], build)];
  const accumulator = build.node("matmul_integer", [...factors, ...integerOperands(node, codes, build)], {});
  const rank = accumulator.type.dims.length;
  return requantized(accumulator, modelOrder(rank), rank - 1, codes, activation, build);
};
