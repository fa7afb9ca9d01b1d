/** Pad: amounts are attributes before opset 11, operands from then on; from 18 they may belong to some axes only. */
import type { Value } from "../../../graph.ts";
import type { ConversionBuilder } from "../../conversion/builder.ts";
import type { Converter, NodeView } from "../converter.ts";
import { IllFormed } from "../../conversion/refusal.ts";
import { axesFromFront } from "../../conversion/axes.ts";

const modes = ["constant", "reflect", "edge", "wrap"] as const;

export const pad: Converter = (node, build) => {
  const name = node.attributes.string("mode", "constant");
  const mode = modes.find(known => known === name);
  if (mode === undefined) throw new IllFormed(`its attribute mode is ${name}`);
  const pads = padsOf(node);
  const value = node.opset >= 11 ? node.optionalScalar(2, 0) : node.attributes.float("value", 0);
  const cropped = cropNegative(node.operand(0), pads, build);
  return build.node("pad", [cropped], { pads: pads.map(count => Math.max(0, count)), mode, value });
};

/** For every axis the elements before it, then those after it. */
const padsOf = (node: NodeView): readonly number[] => {
  const rank = node.operand(0).type.dims.length;
  const given = node.opset >= 11 ? node.staticInts(1) : node.attributes.ints("pads");
  const named = node.opset >= 18 ? node.optionalInts(3) : undefined;
  const axes = named === undefined ? Array.from({ length: rank }, (_, axis) => axis) : axesFromFront(named, rank);
  if (given.length !== 2 * axes.length) throw new IllFormed(`it has ${given.length} pads for ${axes.length} axes`);
  const pads = Array.from({ length: 2 * rank }, () => 0);
  for (const [i, axis] of axes.entries()) {
    pads[axis] = given[i] ?? 0;
    pads[axis + rank] = given[i + axes.length] ?? 0;
  }
  return pads;
};

/** Negative pads take elements away. */
const cropNegative = (input: Value, pads: readonly number[], build: ConversionBuilder): Value => {
  const { dims } = input.type;
  const axes = dims.flatMap((_, axis) => ((pads[axis] ?? 0) < 0 || (pads[axis + dims.length] ?? 0) < 0 ? [axis] : []));
  if (axes.length === 0) return input;
  return build.node("slice", [input], {
    starts: axes.map(axis => Math.max(0, -(pads[axis] ?? 0))),
    ends: axes.map(axis => (dims[axis] ?? 0) - Math.max(0, -(pads[axis + dims.length] ?? 0))),
    axes,
    steps: axes.map(() => 1),
  });
};
