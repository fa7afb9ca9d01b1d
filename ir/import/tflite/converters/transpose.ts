/** TRANSPOSE: the order of axes is an operand. */
import { transpose as transposed } from "../../tensorflow/shape.ts";
import type { Converter } from "../converter.ts";
import { onCodes } from "../quantized.ts";
import { staticInts } from "../../tensorflow/static.ts";

export const transpose: Converter = onCodes((node, build) =>
  transposed(build, node.operand(0), staticInts(node, 1, build)),
);
