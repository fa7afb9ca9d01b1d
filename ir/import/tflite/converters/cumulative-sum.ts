/** CUMSUM along an axis that is an operand. */
import { cumulativeSum as along } from "../../tensorflow/reduction.ts";
import type { Converter } from "../converter.ts";
import { onReals } from "../quantized.ts";
import { staticAxis } from "../../tensorflow/static.ts";

export const cumulativeSum: Converter = onReals((node, build) =>
  along(build, node.operand(0), staticAxis(node, 1, build), node.options("cumulativeSum")),
);
