/** Sum, Mean, Max and Min, opset 6 to 13: any number of operands, which broadcast (from 8 on). */
import type { Value } from "../../../graph.ts";
import type { Converter, NodeView } from "../converter.ts";
import type { ConversionBuilder } from "../../conversion/builder.ts";
import { scalarLike } from "../../conversion/arithmetic.ts";

const fold = (op: "add" | "max" | "min", node: NodeView, build: ConversionBuilder): Value =>
  node
    .operands()
    .slice(1)
    .reduce((total, operand) => build.node(op, [total, operand], {}), node.operand(0));

export const sum: Converter = (node, build) => fold("add", node, build);
export const maximum: Converter = (node, build) => fold("max", node, build);
export const minimum: Converter = (node, build) => fold("min", node, build);

export const mean: Converter = (node, build) => {
  const total = fold("add", node, build);
  return node.operandCount === 1 ? total : build.node("div", [total, scalarLike(build, total, node.operandCount)], {});
};
