/** PAD, PADV2 and MIRROR_PAD. A quantized PAD adds the code of zero. */
import type { ConversionBuilder } from "../../conversion/builder.ts";
import { IllFormed, Refusal } from "../../conversion/refusal.ts";
import { pad as padded, type Padded } from "../../tensorflow/shape.ts";
import type { Converter, NodeView } from "../converter.ts";
import { onCodes } from "../quantized.ts";
import { staticInts, staticScalar } from "../../tensorflow/static.ts";

export const pad: Converter = onCodes((node, build) => {
  const value = node.quantizationOf(0)?.zeroPoints[0] ?? 0;
  return padded(build, node.operand(0), { amounts: amountsOf(node, build), mode: "constant", value });
});

export const padV2: Converter = onCodes((node, build) =>
  padded(build, node.operand(0), {
    amounts: amountsOf(node, build),
    mode: "constant",
    value: staticScalar(node, 2, build),
  }),
);

/** Symmetric mirrors repeat the edge, which the graph IR has no operator for. */
export const mirrorPad: Converter = onCodes((node, build) => {
  if (node.options("mirrorPad").mode !== 0)
    throw new Refusal("it mirrors with the edge repeated (SYMMETRIC)", "use REFLECT, or pad with constants");
  return padded(build, node.operand(0), { amounts: amountsOf(node, build), mode: "reflect", value: 0 });
});

/** [before, after] for each axis. */
const amountsOf = (node: NodeView, build: ConversionBuilder): Padded["amounts"] => {
  const amounts = staticInts(node, 1, build);
  if (amounts.length % 2 !== 0) throw new IllFormed("its amounts are no pairs");
  return Array.from({ length: amounts.length / 2 }, (_, axis) => [amounts[2 * axis] ?? 0, amounts[2 * axis + 1] ?? 0]);
};
