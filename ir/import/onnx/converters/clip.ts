/** Clip, opset 6: bounds are attributes; opset 11 to 13: bounds are operands that may be left out. */
import type { Value } from "../../../graph.ts";
import type { Converter, NodeView } from "../converter.ts";
import type { ConversionBuilder } from "../../conversion/builder.ts";
import { reshaped } from "../../conversion/arithmetic.ts";

export const clip: Converter = (node, build) => {
  const input = node.operand(0);
  if (node.opset < 11) {
    const [min, max] = [node.attributes.float("min", -Infinity), node.attributes.float("max", Infinity)];
    return build.node("clip", [input], { min: unbounded(min), max: unbounded(max) });
  }
  return clipToOperands(node, build, input);
};

/** Bounds that depend on the network's inputs are a maximum and a minimum of two tensors. */
const clipToOperands = (node: NodeView, build: ConversionBuilder, input: Value): Value => {
  const [lower, upper] = [node.optional(1), node.optional(2)];
  const isKnown = (bound: Value | undefined): boolean => bound === undefined || build.known(bound) !== undefined;
  if (isKnown(lower) && isKnown(upper)) {
    const bounds = { min: node.optionalScalar(1, -Infinity), max: node.optionalScalar(2, Infinity) };
    return build.node(
      "clip",
      [input],
      input.type.dtype === "f32" ? { min: unbounded(bounds.min), max: unbounded(bounds.max) } : bounds,
    );
  }
  const raised = lower === undefined ? input : build.node("max", [input, reshaped(build, lower, [])], {});
  return upper === undefined ? raised : build.node("min", [raised, reshaped(build, upper, [])], {});
};

/** Exporters write the ends of f32 for "no bound"; only infinite elements could tell the difference. */
const unbounded = (bound: number): number => (Math.abs(bound) >= largestFloat32 ? Math.sign(bound) * Infinity : bound);
const largestFloat32 = (2 - 2 ** -23) * 2 ** 127;
