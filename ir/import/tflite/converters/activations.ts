/** Activations as operators of their own. */
import { activated, type Activation } from "../../tensorflow/activation.ts";
import { elementwise } from "../../tensorflow/elementwise.ts";
import type { Converter } from "../converter.ts";
import { onReals } from "../quantized.ts";

export const activation = (name: Activation): Converter =>
  onReals((node, build) => activated(build, name, node.operand(0)));

export const leakyRelu: Converter = onReals((node, build) =>
  elementwise(build, "leaky_relu", [node.operand(0)], { alpha: node.options("leakyRelu").alpha }),
);

export const elu: Converter = onReals((node, build) => elementwise(build, "elu", [node.operand(0)], { alpha: 1 }));

export const gelu: Converter = onReals((node, build) =>
  elementwise(build, "gelu", [node.operand(0)], { approximate: node.options("gelu").approximate ? "tanh" : "none" }),
);
