/** Pools, resizing, batch normalization and other operators on images. */
import { Refusal } from "../../../conversion/refusal.ts";
import { pool as pooled, type Pool } from "../../../tensorflow/contraction.ts";
import { elementwise } from "../../../tensorflow/elementwise.ts";
import { asInModel, computed, imageOrder } from "../../../tensorflow/laid.ts";
import { resize as resized } from "../../../tensorflow/resize.ts";
import { asImage, depthToSpace as depthTo, reshape, spaceToDepth as toDepth } from "../../../tensorflow/shape.ts";
import { batchToSpace as toSpace, type Block, spaceToBatch as toBatch } from "../../../tensorflow/space-to-batch.ts";
import { staticInts } from "../../../tensorflow/static.ts";
import type { ConversionBuilder } from "../../../conversion/builder.ts";
import type { Converter, NodeView } from "../converter.ts";
import { channelsLast, paddingOf, spatial } from "./format.ts";

export const pool = (op: Pool["op"]): Converter =>
  channelsLast(({ attributes, operand }, build) =>
    pooled(build, operand(0), {
      op,
      kernel: spatial(attributes, "ksize"),
      strides: spatial(attributes, "strides"),
      padding: paddingOf(attributes),
    }),
  );

export const resize =
  (mode: "nearest" | "linear"): Converter =>
  (node, build) => {
    const [height = 0, width = 0] = staticInts(node, 1, build);
    return resized(build, node.operand(0), {
      mode,
      size: [height, width],
      alignCorners: node.attributes.flag("align_corners", false),
      halfPixelCenters: node.attributes.flag("half_pixel_centers", false),
    });
  };

export const depthToSpace: Converter = channelsLast(({ attributes, operand }, build) =>
  depthTo(build, operand(0), attributes.int("block_size")),
);

export const spaceToDepth: Converter = channelsLast(({ attributes, operand }, build) =>
  toDepth(build, operand(0), attributes.int("block_size")),
);

export const spaceToBatch: Converter = (node, build) => toBatch(build, node.operand(0), blocksOf(node, build), 0);
export const batchToSpace: Converter = (node, build) => toSpace(build, node.operand(0), blocksOf(node, build));

const blocksOf = (node: NodeView, build: ConversionBuilder): readonly Block[] => {
  const borders = staticInts(node, 2, build);
  return staticInts(node, 1, build).map((size, i) => ({
    size,
    before: borders[2 * i] ?? 0,
    after: borders[2 * i + 1] ?? 0,
  }));
};

/** Scale, offset, mean and variance for each channel. */
export const fusedBatchNorm: Converter = channelsLast((node, build) => {
  if (node.attributes.flag("is_training", true))
    throw new Refusal("it runs in training mode", "convert the model for inference");
  const parameters = [1, 2, 3, 4].map(index => asInModel(node.operand(index), build));
  const epsilon = node.attributes.float("epsilon", 1e-3);
  return computed(
    build.node("batch_normalization", [asImage(node.operand(0), build), ...parameters], { epsilon }),
    imageOrder,
  );
});

/** One value for each channel. */
export const biasAdd: Converter = ({ attributes, operand }, build) => {
  const bias = operand(1);
  const isFirst = attributes.string("data_format", "NHWC") === "NCHW";
  const rank = operand(0).type.dims.length;
  const shape = [...bias.type.dims, ...Array.from({ length: Math.max(0, rank - 2) }, () => 1)];
  return elementwise(build, "add", [operand(0), isFirst ? reshape(build, bias, shape) : bias], {});
};
