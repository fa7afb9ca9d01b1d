/** SOFTMAX of beta · x, and LOG_SOFTMAX, both along the last axis. */
import { elementwise, scalarOperand } from "../../tensorflow/elementwise.ts";
import { softmax as alongAxis } from "../../tensorflow/reduction.ts";
import type { Converter } from "../converter.ts";
import { onReals } from "../quantized.ts";

export const softmax: Converter = onReals((node, build) => {
  const input = node.operand(0);
  const { beta } = node.options("softmax");
  const scaled = beta === 1 ? input : elementwise(build, "mul", [input, scalarOperand(build, input, beta)], {});
  return alongAxis(build, "softmax", scaled, input.type.dims.length - 1);
});

export const logSoftmax: Converter = onReals((node, build) =>
  alongAxis(build, "log_softmax", node.operand(0), node.operand(0).type.dims.length - 1),
);
