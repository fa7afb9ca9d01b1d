/** Expand and Tile: the shape and the repeats must be known. */
import { broadcastDims } from "../../../tensor.ts";
import type { Converter } from "../converter.ts";
import { IllFormed } from "../../conversion/refusal.ts";

/** The shape may have 1s where the input does not: both broadcast. */
export const expand: Converter = (node, build) => {
  const input = node.operand(0);
  const wanted = node.staticInts(1);
  const shape = broadcastDims(input.type.dims, wanted);
  if (shape === undefined)
    throw new IllFormed(`[${input.type.dims.join(",")}] does not broadcast to [${wanted.join(",")}]`);
  return build.node("expand", [input], { shape });
};

export const tile: Converter = (node, build) => build.node("tile", [node.operand(0)], { repeats: node.staticInts(1) });
