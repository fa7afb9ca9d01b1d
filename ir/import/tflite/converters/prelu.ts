/** PRELU: slopes broadcast to the input, mostly one for each channel. */
import { elementwise } from "../../tensorflow/elementwise.ts";
import type { Converter } from "../converter.ts";
import { onReals } from "../quantized.ts";

export const prelu: Converter = onReals((node, build) =>
  elementwise(build, "prelu", [node.operand(0), node.operand(1)], {}),
);
