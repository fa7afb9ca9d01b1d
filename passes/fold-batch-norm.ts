import type { DType } from "../ir/dtype.ts";
import { resultOf, type Value } from "../ir/graph.ts";
import { affineOf, type ChannelValues } from "./fold/affine.ts";
import { roundedData } from "./fold/contraction.ts";
import { foldIntoProducer } from "./fold/fold-into-producer.ts";
import type { Pass } from "./pass.ts";
import { rewrite, type Rule, type Site } from "./rewrite.ts";

/**
 * Batch normalization at inference is a multiplication and an addition per channel, which the contraction before it can do
 * with other weights: it folds into them, and so do multiplications and additions by constants that vary with the channel alone. A batch
 * normalization without such a contraction becomes a multiplication and an addition. Weights of unknown value fold into unknown ones.
 * Numbers are computed in double precision and rounded once; the products are then summed in another order than before.
 */
export const foldBatchNorm: Pass = {
  name: "fold-batch-norm",
  summary: "Fold batch normalization and per-channel scales and offsets into the contraction before them.",
  whyGone: "folded into the weights of the contraction before it",
  run: graph => rewrite(graph, [foldIntoProducer, normalizationToProductAndSum]),
};

/** scale · (x - mean) / √(variance + epsilon) + bias = factor · x + offset: see fold/affine.ts. */
const normalizationToProductAndSum: Rule = (node, site) => {
  if (node.op !== "batch_normalization") return undefined;
  const affine = affineOf(node, 1, site);
  const { type } = resultOf(node);
  if (affine?.scale === undefined || affine.offset === undefined) return undefined;
  const dims = type.dims.slice(1).map((dim, i) => (i === 0 ? dim : 1));
  const factor = channelConstant("scale", affine.scale, type.dtype, dims, site);
  const offset = channelConstant("offset", affine.offset, type.dtype, dims, site);
  if (factor === undefined || offset === undefined) return undefined;
  return [site.node("add", [site.node("mul", [affine.input, factor.id], {}).id, offset.id], {})];
};

const channelConstant = (
  name: string,
  values: ChannelValues,
  dtype: DType,
  dims: readonly number[],
  site: Site,
): Value | undefined => {
  if (values === "unknown") return site.unknownConstant(name, { dtype, dims });
  const data = roundedData(dtype, values);
  return data === undefined ? undefined : site.constant(name, { type: { dtype, dims }, data });
};
