import { type Node, resultOf, type ValueId } from "../ir/graph.ts";
import { scalar } from "../ir/tensor.ts";
import { isFloat } from "../ir/dtype.ts";
import { bothOrders, dieWith, producedBy, withNumber, withNumberOnEitherSide } from "./match.ts";
import type { Pass } from "./pass.ts";
import { rewrite, type Rule, type Site } from "./rewrite.ts";

/**
 * Finds layer normalization (Ba, Kiros and Hinton, arXiv:1607.06450) written out as means, differences, squares and a root, and takes the
 * scale and the bias behind it in. Only over the last axes, as the operator has it, and where nothing inside is read by others.
 */
export const recognizeLayerNorm: Pass = {
  name: "recognize-layer-norm",
  summary: "Find layer normalization written out as arithmetic.",
  whyGone: "part of a layer normalization that is one operator now",
  run: graph => rewrite(graph, [normalization, scaled, shifted]),
};

interface Centered {
  readonly x: ValueId;
  readonly axes: readonly number[];
  readonly nodes: readonly Node[];
}

/** d / √(mean(d²) + epsilon) with d = x - mean(x), also written d · (1 / √…). */
const normalization: Rule = (node, site) => {
  for (const [difference, deviation] of node.op === "mul" ? bothOrders(node) : [node.operands]) {
    const root =
      node.op === "div" ? deviationOf(deviation, site) : node.op === "mul" ? inverseOf(deviation, site) : undefined;
    const center = centeredOf(difference, site);
    if (root === undefined || center === undefined || difference === undefined) continue;
    const spread = squareMeanOf(root.variance, center, site);
    const axis = center.axes[0];
    if (spread === undefined || axis === undefined || !areLastAxes(center.axes, site.typeOf(center.x).dims.length))
      continue;
    if (dieWith(node, [...root.nodes, ...center.nodes, ...spread], site))
      return [site.node("layer_normalization", [center.x], { axis, epsilon: root.epsilon })];
  }
  return undefined;
};

/** x - mean(x). */
const centeredOf = (id: ValueId | undefined, site: Site): Centered | undefined => {
  const difference = producedBy("sub", id, site);
  const [x, meanId] = difference?.operands ?? [];
  const mean = producedBy("reduce_mean", meanId, site);
  if (difference === undefined || mean === undefined || x === undefined) return undefined;
  if (mean.operands[0] !== x || mean.attributes["keep_dims"] !== true) return undefined;
  return { x, axes: mean.attributes["axes"] as readonly number[], nodes: [difference, mean] };
};

interface Root {
  readonly variance: ValueId;
  readonly epsilon: number;
  readonly nodes: readonly Node[];
}

/** √(variance + epsilon). */
const deviationOf = (id: ValueId | undefined, site: Site): Root | undefined => {
  const root = producedBy("sqrt", id, site);
  const sum = producedBy("add", root?.operands[0], site);
  const match = withNumberOnEitherSide("add", sum, site);
  if (root === undefined || sum === undefined || match === undefined || match.number < 0) return undefined;
  return { variance: match.input, epsilon: match.number, nodes: [root, sum] };
};

/** 1 / √(variance + epsilon), also written (variance + epsilon) ^ -½. */
const inverseOf = (id: ValueId | undefined, site: Site): Root | undefined => {
  const reciprocal = producedBy("reciprocal", id, site);
  if (reciprocal !== undefined) {
    const root = deviationOf(reciprocal.operands[0], site);
    return root === undefined ? undefined : { ...root, nodes: [reciprocal, ...root.nodes] };
  }
  const power = producedBy("pow", id, site);
  const exponent = withNumber("pow", power, site);
  const sum = exponent?.number === -0.5 ? producedBy("add", exponent.input, site) : undefined;
  const match = withNumberOnEitherSide("add", sum, site);
  if (power === undefined || sum === undefined || match === undefined || match.number < 0) return undefined;
  return { variance: match.input, epsilon: match.number, nodes: [power, sum] };
};

/** The nodes of mean(d²), where d is the centered value, or its like computed a second time. */
const squareMeanOf = (id: ValueId, center: Centered, site: Site): readonly Node[] | undefined => {
  const mean = producedBy("reduce_mean", id, site);
  const square = mean?.operands[0] === undefined ? undefined : site.producerOf(mean.operands[0]);
  if (mean === undefined || square === undefined || mean.attributes["keep_dims"] !== true) return undefined;
  const difference = squareBase(square, site);
  const again = centeredOf(difference, site);
  if (again?.x !== center.x || !sameAxes(again.axes, center.axes)) return undefined;
  return sameAxes(mean.attributes["axes"] as readonly number[], center.axes)
    ? [mean, square, ...again.nodes]
    : undefined;
};

/** d, where the node is d · d or d ^ 2. */
const squareBase = (node: Node, site: Site): ValueId | undefined => {
  if (node.op === "mul") return node.operands[0] === node.operands[1] ? node.operands[0] : undefined;
  const match = withNumber("pow", node, site);
  return match?.number === 2 ? match.input : undefined;
};

const sameAxes = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every(axis => b.includes(axis));

const areLastAxes = (axes: readonly number[], rank: number): boolean =>
  axes.every((axis, i) => axis === rank - axes.length + i);

/** layer_normalization(x) · s = layer_normalization(x, s). */
const scaled: Rule = (node, site) => {
  if (node.op !== "mul") return undefined;
  for (const [normalized, scale] of bothOrders(node)) {
    const producer = plainNormalization(normalized, site);
    if (producer?.operands.length !== 1) continue;
    const operands = [...producer.operands, scale];
    if (site.accepts("layer_normalization", operands, producer.attributes))
      return site.nodeOf("layer_normalization", operands, producer.attributes);
  }
  return undefined;
};

/** layer_normalization(x, s) + b = layer_normalization(x, s, b); without a scale s = 1. */
const shifted: Rule = (node, site) => {
  const type = node.op === "add" ? resultOf(node).type : undefined;
  if (type === undefined || !isFloat(type.dtype)) return undefined;
  for (const [normalized, bias] of bothOrders(node)) {
    const producer = plainNormalization(normalized, site);
    const [x, scale] = producer?.operands ?? [];
    if (producer === undefined || producer.operands.length > 2 || x === undefined) continue;
    if (!site.accepts("layer_normalization", [x, bias, bias], producer.attributes)) continue;
    const factor = scale ?? site.constant("one", scalar(type.dtype, 1)).id;
    return site.nodeOf("layer_normalization", [x, factor, bias], producer.attributes);
  }
  return undefined;
};

const plainNormalization = (id: ValueId, site: Site): Node | undefined =>
  site.usesOf(id) === 1 ? producedBy("layer_normalization", id, site) : undefined;
