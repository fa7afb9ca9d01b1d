import { formatEpilogueStep, isEpilogueOp, parseEpilogueStep, readsOperand } from "../ir/epilogue.ts";
import type { Pass } from "./pass.ts";
import { channelValues } from "./fold/affine.ts";
import { appendStep, fusableContraction } from "./fuse-into.ts";
import { keepsType } from "./match.ts";
import { rewrite, type Rule } from "./rewrite.ts";

/**
 * Moves an activation, or a scale, offset or slope per channel behind one, into the contraction that feeds it, where it works on the accumulator before write-back: the product
 * is written once instead of written, read and written again. Only where nobody else reads the product, who would find it gone.
 */
export const fuseActivations: Pass = {
  name: "fuse-activations",
  summary: "Fold activations into the convolution or matrix product that feeds them.",
  whyGone: "fused into the contraction that feeds it",
  run: graph => rewrite(graph, [fuseActivation, fuseChannelConstant]),
};

const fuseActivation: Rule = (node, site) => {
  if (!isEpilogueOp(node.op) || node.operands.length !== 1) return undefined;
  const step = formatEpilogueStep({ op: node.op, attributes: node.attributes });
  if (parseEpilogueStep(step) === undefined || readsOperand(step)) return undefined;
  const contraction = fusableContraction(node.operands[0], site);
  return contraction === undefined ? undefined : [appendStep(contraction, step, [], site)];
};

const fuseChannelConstant: Rule = (node, site) => {
  const [input, constant] = node.operands;
  const contraction = fusableContraction(input, site);
  if (!isEpilogueOp(node.op) || input === undefined || constant === undefined || contraction === undefined)
    return undefined;
  const axis = contraction.op === "matmul" ? site.typeOf(input).dims.length - 1 : 1;
  if (!keepsType(node, input, site) || channelValues(constant, node, axis, site) === undefined) return undefined;
  const step = formatEpilogueStep({ op: node.op, attributes: node.attributes });
  return readsOperand(step) ? [appendStep(contraction, step, [constant], site)] : undefined;
};
