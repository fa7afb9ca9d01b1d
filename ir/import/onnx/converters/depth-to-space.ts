/** DepthToSpace (`mode` from opset 11) and SpaceToDepth. */
import type { Converter } from "../converter.ts";
import { IllFormed } from "../../conversion/refusal.ts";

export const depthToSpace: Converter = (node, build) => {
  const mode = node.attributes.string("mode", "DCR");
  if (mode !== "DCR" && mode !== "CRD") throw new IllFormed(`its attribute mode is ${mode}`);
  return build.node("depth_to_space", [node.operand(0)], { block: node.attributes.int("blocksize"), mode });
};

export const spaceToDepth: Converter = (node, build) =>
  build.node("space_to_depth", [node.operand(0)], { block: node.attributes.int("blocksize") });
