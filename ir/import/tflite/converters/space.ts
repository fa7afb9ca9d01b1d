/** DEPTH_TO_SPACE, SPACE_TO_DEPTH, and SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND, which older converters put around dilated convolutions. */
import { IllFormed } from "../../conversion/refusal.ts";
import { batchToSpace as toSpace, spaceToBatch as toBatch } from "../../tensorflow/space-to-batch.ts";
import { depthToSpace as depthTo, spaceToDepth as toDepth } from "../../tensorflow/shape.ts";
import type { ConversionBuilder } from "../../conversion/builder.ts";
import type { Converter, NodeView } from "../converter.ts";
import { onCodes } from "../quantized.ts";
import { staticInts } from "../../tensorflow/static.ts";

export const depthToSpace: Converter = onCodes((node, build) =>
  depthTo(build, node.operand(0), node.options("depthToSpace").block),
);

export const spaceToDepth: Converter = onCodes((node, build) =>
  toDepth(build, node.operand(0), node.options("spaceToDepth").block),
);

export const spaceToBatch: Converter = onCodes((node, build) =>
  toBatch(build, node.operand(0), blocksOf(node, build), node.quantizationOf(0)?.zeroPoints[0] ?? 0),
);

export const batchToSpace: Converter = onCodes((node, build) => toSpace(build, node.operand(0), blocksOf(node, build)));

const blocksOf = (node: NodeView, build: ConversionBuilder) => {
  const [sizes, borders] = [staticInts(node, 1, build), staticInts(node, 2, build)];
  if (borders.length !== 2 * sizes.length) throw new IllFormed("its blocks and borders differ in number");
  return sizes.map((size, i) => ({ size, before: borders[2 * i] ?? 0, after: borders[2 * i + 1] ?? 0 }));
};
