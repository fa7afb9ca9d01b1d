/** RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR: height and width of the result are an operand. */
import type { ConversionBuilder } from "../../conversion/builder.ts";
import { IllFormed } from "../../conversion/refusal.ts";
import { resize } from "../../tensorflow/resize.ts";
import type { Converter, NodeView } from "../converter.ts";
import { onCodes, onReals } from "../quantized.ts";
import { staticInts } from "../../tensorflow/static.ts";

export const resizeBilinear: Converter = onReals((node, build) =>
  resize(build, node.operand(0), { mode: "linear", size: sizeOf(node, build), ...node.options("resizeBilinear") }),
);

export const resizeNearest: Converter = onCodes((node, build) =>
  resize(build, node.operand(0), { mode: "nearest", size: sizeOf(node, build), ...node.options("resizeNearest") }),
);

const sizeOf = (node: NodeView, build: ConversionBuilder): readonly [number, number] => {
  const [height, width] = staticInts(node, 1, build);
  if (height === undefined || width === undefined) throw new IllFormed("its size must be a height and a width");
  return [height, width];
};
