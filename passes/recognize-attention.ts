import { type Node, resultOf, type Value, type ValueId } from "../ir/graph.ts";
import { bothOrders, dieWith, keepsType, producedBy, withNumber, withNumberOnEitherSide } from "./match.ts";
import type { Pass } from "./pass.ts";
import { rewrite, type Rule, type Site } from "./rewrite.ts";

/**
 * Finds attention (Vaswani et al., NeurIPS 2017, equation 1) written out as two products around a softmax, so that a machine may keep the
 * scores on chip. The scale may stand before or after the first product, or half of it at each factor; the mask is added to the
 * scaled scores. Only where nobody else reads the scores.
 */
export const recognizeAttention: Pass = {
  name: "recognize-attention",
  summary: "Find softmax(query · keyᵀ · scale + mask) · value written out as matrix products.",
  whyGone: "part of an attention that is one operator now",
  run: graph => rewrite(graph, [attention]),
};

interface Scores {
  readonly product: Node;
  readonly mask: ValueId | undefined;
  readonly scale: number;
  /** Nodes between the product and the softmax. */
  readonly nodes: readonly Node[];
}

const attention: Rule = (node, site) => {
  if (!isPlainProduct(node)) return undefined;
  const [weights, value] = node.operands;
  const softmax = producedBy("softmax", weights, site);
  if (softmax === undefined || value === undefined || !isAlongLastAxis(softmax)) return undefined;
  for (const scores of scoresOf(softmax.operands[0], site)) {
    const [left, right] = scores.product.operands;
    const query = unscaled(left, site);
    const keyTransposed = unscaled(right, site);
    const transpose = producedBy("transpose", keyTransposed.id, site);
    if (transpose === undefined || query.id === undefined) continue;
    const inside = [softmax, ...scores.nodes, scores.product, ...query.nodes, ...keyTransposed.nodes];
    const scale = scores.scale * query.scale * keyTransposed.scale;
    const replacement = dieWith(node, inside, site)
      ? attentionNode(query.id, transpose, value, scores.mask, scale, site)
      : undefined;
    if (replacement !== undefined) return [replacement];
  }
  return undefined;
};

const isPlainProduct = ({ op, operands }: Node): boolean => op === "matmul" && operands.length === 2;

const isAlongLastAxis = (softmax: Node): boolean =>
  softmax.attributes["axis"] === resultOf(softmax).type.dims.length - 1;

/** The readings of scores · scale + mask; of a sum either side may be the mask. */
const scoresOf = (id: ValueId | undefined, site: Site): readonly Scores[] => {
  const sum = producedBy("add", id, site);
  const readings = sum === undefined ? [] : bothOrders(sum);
  const unmasked = id === undefined ? [] : [[id, undefined] as const];
  return [...unmasked, ...readings].flatMap(([scores, mask]) => {
    const { id: productId, scale, nodes } = unscaled(scores, site);
    const product = producedBy("matmul", productId, site);
    if (product === undefined || !isPlainProduct(product)) return [];
    if (sum !== undefined && mask !== undefined && !keepsType(sum, scores, site)) return [];
    return [{ product, mask, scale, nodes: mask === undefined || sum === undefined ? nodes : [sum, ...nodes] }];
  });
};

/** x · s or x / s as x and s; anything else as itself and 1. */
const unscaled = (
  id: ValueId | undefined,
  site: Site,
): { id: ValueId | undefined; scale: number; nodes: readonly Node[] } => {
  const node = id === undefined ? undefined : site.producerOf(id);
  const product = withNumberOnEitherSide("mul", node, site);
  if (node !== undefined && product !== undefined) return { id: product.input, scale: product.number, nodes: [node] };
  const quotient = withNumber("div", node, site);
  if (node !== undefined && quotient !== undefined)
    return { id: quotient.input, scale: 1 / quotient.number, nodes: [node] };
  return { id, scale: 1, nodes: [] };
};

/** The key is what the transpose reads, with all of its permutation but the swap of the last two axes. */
const attentionNode = (
  query: ValueId,
  transpose: Node,
  value: ValueId,
  mask: ValueId | undefined,
  scale: number,
  site: Site,
): Value | undefined => {
  const given = transpose.attributes["permutation"] as readonly number[];
  const permutation = [...given.slice(0, -2), ...given.slice(-2).toReversed()];
  const [source] = transpose.operands;
  const keyDims = resultOf(transpose).type.dims;
  const valueDims = site.typeOf(value).dims;
  const queryDims = site.typeOf(query).dims;
  const isFit = [keyDims, valueDims].every(
    dims => dims.length === queryDims.length && dims.slice(0, -2).every((dim, i) => dim === queryDims[i]),
  );
  if (source === undefined || queryDims.length < 2 || !isFit) return undefined;
  const isSwapOnly = permutation.every((axis, i) => axis === i);
  const key = isSwapOnly ? source : site.node("transpose", [source], { permutation }).id;
  const operands = [query, key, value, ...(mask === undefined ? [] : [mask])];
  return site.node("attention", operands, { scale });
};
