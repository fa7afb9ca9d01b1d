import { typesEqual } from "../ir/tensor.ts";
import { appendStep, fusableContraction } from "./fuse-into.ts";
import type { Pass } from "./pass.ts";
import { rewrite, type Rule } from "./rewrite.ts";

/**
 * Folds the addition of a residual into the contraction that makes one of its operands: the accumulator meets the other
 * operand on its way out. Both must have the same type (no broadcasting) and nobody else may read the product. Where both operands
 * come from contractions, the later one takes the other's result, which exists by then.
 */
export const fuseResidualAdd: Pass = {
  name: "fuse-residual-add",
  summary: "Fold residual additions into the convolution or matrix product that makes one of their operands.",
  whyGone: "fused into the contraction that makes one of its operands",
  run: graph => rewrite(graph, [fuseAdd]),
};

const fuseAdd: Rule = (node, site) => {
  const [left, right] = node.operands;
  if (node.op !== "add" || left === undefined || right === undefined || left === right) return undefined;
  if (!typesEqual(site.typeOf(left), site.typeOf(right))) return undefined;
  const [product, residual] = site.positionOf(left) > site.positionOf(right) ? [left, right] : [right, left];
  const contraction = fusableContraction(product, site);
  if (contraction !== undefined) return [appendStep(contraction, "add", [residual], site)];
  const other = fusableContraction(residual, site);
  return other === undefined ? undefined : [appendStep(other, "add", [product], site)];
};
