/** Mod (opset 10) and BitShift (opset 11). */
import type { Converter } from "../converter.ts";
import { IllFormed } from "../../conversion/refusal.ts";

export const mod: Converter = (node, build) =>
  build.node("mod", [node.operand(0), node.operand(1)], { fmod: node.attributes.flag("fmod", false) });

export const bitShift: Converter = (node, build) => {
  const direction = node.attributes.string("direction");
  if (direction !== "LEFT" && direction !== "RIGHT") throw new IllFormed(`its attribute direction is ${direction}`);
  return build.node("bit_shift", [node.operand(0), node.operand(1)], {
    direction: direction === "LEFT" ? "left" : "right",
  });
};
