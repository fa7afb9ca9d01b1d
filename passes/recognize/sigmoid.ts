/** Sigmoids and what is gated by one. */
import { bothOrders, dieWith, producedBy, withNumber, withNumberOnEitherSide } from "../match.ts";
import type { Node, ValueId } from "../../ir/graph.ts";
import type { Rule, Site } from "../rewrite.ts";
import { factorsOf, isHalfPrecision } from "./factors.ts";
import { isNear, isNearNumber, readPolynomial } from "./polynomial.ts";

/** 1 / (1 + exp(-x)) = sigmoid(x). */
const sigmoid: Rule = (node, site) => {
  if (node.op !== "reciprocal") return undefined;
  const match = onePlusExpOfNegation(node.operands[0], site);
  return match !== undefined && dieWith(node, match.nodes, site)
    ? [site.node("sigmoid", [match.input], {})]
    : undefined;
};

/** x / (1 + exp(-x)) = x · sigmoid(x) = silu(x). */
const siluAsQuotient: Rule = (node, site) => {
  const [x] = node.operands;
  if (node.op !== "div" || x === undefined) return undefined;
  const match = onePlusExpOfNegation(node.operands[1], site);
  return match?.input === x && dieWith(node, match.nodes, site) ? [site.node("silu", [x], {})] : undefined;
};

const onePlusExpOfNegation = (id: ValueId | undefined, site: Site): { input: ValueId; nodes: Node[] } | undefined => {
  const sum = id === undefined ? undefined : site.producerOf(id);
  const match = withNumberOnEitherSide("add", sum, site);
  const exponential = match?.number === 1 ? producedBy("exp", match.input, site) : undefined;
  const negation = producedBy("neg", exponential?.operands[0], site);
  const [input] = negation?.operands ?? [];
  if (sum === undefined || exponential === undefined || negation === undefined || input === undefined) return undefined;
  return { input, nodes: [sum, exponential, negation] };
};

/** x · sigmoid(x) = silu(x); x · hard_sigmoid(x, 1/6, 1/2) = hard_swish(x). The gate must have no other reader. */
const gated: Rule = (node, site) => {
  if (node.op !== "mul") return undefined;
  for (const [x, gate] of bothOrders(node)) {
    const producer = site.producerOf(gate);
    if (producer?.operands[0] !== x || !dieWith(node, [producer], site)) continue;
    if (producer.op === "sigmoid") return [site.node("silu", [x], {})];
    if (isSixthSigmoid(producer)) return [site.node("hard_swish", [x], {})];
  }
  return undefined;
};

const isSixthSigmoid = ({ op, attributes }: Node): boolean =>
  op === "hard_sigmoid" && isNearNumber(Number(attributes["alpha"]), 1 / 6) && attributes["beta"] === 0.5;

/**
 * clip(a · x + b, 0, 1) = hard_sigmoid(x, a, b), and clip(a · x + b, 0, h) / h = hard_sigmoid(x, a / h, b / h).
 * A clip at 0 and 1 without a sum before it stays a clip: it is the simpler operator.
 */
const hardSigmoid: Rule = (node, site) => {
  const scaled = node.op === "clip" ? undefined : dividedByNumber(node, site);
  const bounded = scaled === undefined ? node : producedBy("clip", scaled.input, site);
  const height = heightOf(bounded);
  const line = bounded === undefined ? undefined : lineOf(bounded, site);
  if (bounded === undefined || height === undefined || line === undefined) return undefined;
  if (!isNearNumber(height, scaled?.number ?? 1, isHalfPrecision(node))) return undefined;
  const inside = bounded === node ? line.nodes : [bounded, ...line.nodes];
  if (!dieWith(node, inside, site)) return undefined;
  return [site.node("hard_sigmoid", [line.input], { alpha: line.slope / height, beta: line.offset / height })];
};

/** The upper bound of a clip whose lower bound is 0, where there is room between them. */
const heightOf = (node: Node | undefined): number | undefined => {
  if (node?.op !== "clip" || node.attributes["min"] !== 0) return undefined;
  const height = Number(node.attributes["max"]);
  return height > 0 ? height : undefined;
};

/** x / n, also written x · (1 / n). */
const dividedByNumber = (node: Node, site: Site): { input: ValueId; number: number } | undefined => {
  const quotient = withNumber("div", node, site);
  if (quotient !== undefined) return quotient;
  const product = withNumberOnEitherSide("mul", node, site);
  return product === undefined ? undefined : { input: product.input, number: 1 / product.number };
};

interface Line {
  readonly input: ValueId;
  readonly slope: number;
  readonly offset: number;
  readonly nodes: readonly Node[];
}

/** The straight line a · x + b that a clip bounds, where there is a b. */
const lineOf = (clip: Node, site: Site): Line | undefined => {
  const [bounded] = clip.operands;
  const sum = withNumberOnEitherSide("add", producedBy("add", bounded, site), site);
  if (bounded === undefined || sum === undefined) return undefined;
  const product = site.producerOf(sum.input);
  const factor = product === undefined ? undefined : dividedByNumber(product, site)?.input;
  for (const input of [...(factor === undefined ? [] : [factor]), sum.input]) {
    const reading = readPolynomial(bounded, input, site);
    if (reading === undefined || !dieWith(clip, reading.nodes, site)) continue;
    const [offset = 0, slope = 0] = reading.polynomial;
    if (slope > 0) return { input, slope, offset, nodes: reading.nodes };
  }
  return undefined;
};

/** x · clip(x + 3, 0, 6) / 6 = hard_swish(x), however the product is bracketed (Howard et al., ICCV 2019, section 5.2). */
const hardSwish: Rule = (node, site) => {
  const factors = factorsOf(node, site);
  const half = isHalfPrecision(node);
  if (factors?.values.length !== 2 || !isNearNumber(factors.number, 1 / 6, half)) return undefined;
  for (const [x, gate] of bothOrders({ operands: factors.values })) {
    const gateNodes = clipOfThreeMore(gate, x, half, site);
    if (gateNodes !== undefined && dieWith(node, [...factors.nodes, ...gateNodes], site))
      return [site.node("hard_swish", [x], {})];
  }
  return undefined;
};

/** The nodes of clip(x + 3, 0, 6), where `id` is that. */
const clipOfThreeMore = (id: ValueId, x: ValueId, half: boolean, site: Site): readonly Node[] | undefined => {
  const clip = producedBy("clip", id, site);
  const [bounded] = clip?.operands ?? [];
  if (clip === undefined || bounded === undefined || heightOf(clip) !== 6) return undefined;
  const line = readPolynomial(bounded, x, site);
  return line !== undefined && isNear(line.polynomial, [3, 1], half) ? [clip, ...line.nodes] : undefined;
};

export const sigmoidRules: readonly Rule[] = [sigmoid, siluAsQuotient, hardSwish, hardSigmoid, gated];
