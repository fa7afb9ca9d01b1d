/** GATHER, GATHER_ND, EMBEDDING_LOOKUP (indices first) and ONE_HOT. */
import { axisFromFront } from "../../conversion/axes.ts";
import { castTo } from "../../conversion/arithmetic.ts";
import type { ConversionBuilder } from "../../conversion/builder.ts";
import type { Value } from "../../../graph.ts";
import { Refusal } from "../../conversion/refusal.ts";
import { asInModel, inModelOrder, type Laid } from "../../tensorflow/laid.ts";
import type { Converter } from "../converter.ts";
import { onCodes, onReals } from "../quantized.ts";
import { staticScalar } from "../../tensorflow/static.ts";

export const gather: Converter = onCodes((node, build) => {
  const { axis, batchDims } = node.options("gather");
  if (batchDims !== 0) throw new Refusal("it gathers within batches", "convert the model with batch_dims of 0");
  const input = node.operand(0);
  const operands = [asInModel(input, build), indices(node.operand(1), build)];
  return inModelOrder(build.node("gather", operands, { axis: axisFromFront(axis, input.type.dims.length) }));
});

export const gatherNd: Converter = onCodes((node, build) =>
  inModelOrder(
    build.node("gather_nd", [asInModel(node.operand(0), build), indices(node.operand(1), build)], { batch_dims: 0 }),
  ),
);

export const embeddingLookup: Converter = onReals((node, build) =>
  inModelOrder(build.node("gather", [asInModel(node.operand(1), build), indices(node.operand(0), build)], { axis: 0 })),
);

export const oneHot: Converter = (node, build) => {
  const axis = node.options("oneHot").axis;
  const rank = node.operand(0).type.dims.length;
  return inModelOrder(
    build.node("one_hot", [asInModel(node.operand(0), build)], {
      depth: staticScalar(node, 1, build),
      on: staticScalar(node, 2, build),
      off: staticScalar(node, 3, build),
      axis: axisFromFront(axis, rank + 1),
      dtype: node.result(0).type.dtype,
    }),
  );
};

/** Indices of 32 or 64 bits, as the graph IR takes them. */
const indices = (laid: Laid, build: ConversionBuilder): Value => {
  const value = asInModel(laid, build);
  const { dtype } = value.type;
  return dtype === "int64" ? value : castTo(build, value, "int32");
};
