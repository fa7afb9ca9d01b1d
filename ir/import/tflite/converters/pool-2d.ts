/** AVERAGE_POOL_2D, MAX_POOL_2D and L2_POOL_2D (the root of the mean of squares). */
import type { ConversionBuilder } from "../../conversion/builder.ts";
import { activated } from "../../tensorflow/activation.ts";
import { type Pool, pool } from "../../tensorflow/contraction.ts";
import { elementwise } from "../../tensorflow/elementwise.ts";
import type { Laid } from "../../tensorflow/laid.ts";
import type { Converter, NodeView } from "../converter.ts";
import { onCodes, onReals } from "../quantized.ts";
import { slidingOf } from "./sliding.ts";

export const averagePool2d: Converter = onReals((node, build) =>
  pooled(node, build, node.operand(0), "average_pool2d"),
);

const largest: Converter = (node, build) => pooled(node, build, node.operand(0), "max_pool2d");

export const maxPool2d: Converter = (node, build) =>
  (node.options("pool2d").activation === "none" ? onCodes(largest) : onReals(largest))(node, build);

export const l2Pool2d: Converter = onReals((node, build) => {
  const input = node.operand(0);
  const squares = elementwise(build, "mul", [input, input], {});
  return elementwise(build, "sqrt", [pooled(node, build, squares, "average_pool2d")], {});
});

const pooled = (node: NodeView, build: ConversionBuilder, input: Laid, op: Pool["op"]): Laid => {
  const options = node.options("pool2d");
  const { strides, padding } = slidingOf(options);
  const kernel = [options.filterHeight, options.filterWidth] as const;
  return activated(build, options.activation, pool(build, input, { op, kernel, strides, padding }));
};
