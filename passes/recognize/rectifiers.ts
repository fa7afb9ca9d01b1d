/** Activations that bend at zero. */
import { bothOrders, dieWith, producedBy, withNumberOnEitherSide } from "../match.ts";
import type { Rule } from "../rewrite.ts";

/** max(x, a · x) = leaky_relu(x, a) for 0 < a < 1: below zero a · x is the larger. */
export const leakyRelu: Rule = (node, site) => {
  if (node.op !== "max") return undefined;
  for (const [x, scaled] of bothOrders(node)) {
    const product = producedBy("mul", scaled, site);
    const match = withNumberOnEitherSide("mul", product, site);
    if (product === undefined || match?.input !== x || match.number <= 0 || match.number >= 1) continue;
    if (dieWith(node, [product], site)) return [site.node("leaky_relu", [x], { alpha: match.number })];
  }
  return undefined;
};

/** log(1 + exp(x)) = softplus(x), which unlike its formula does not overflow for large x. */
export const softplus: Rule = (node, site) => {
  const sum = node.op === "log" ? producedBy("add", node.operands[0], site) : undefined;
  const match = withNumberOnEitherSide("add", sum, site);
  const exponential = match?.number === 1 ? producedBy("exp", match.input, site) : undefined;
  const [x] = exponential?.operands ?? [];
  if (sum === undefined || exponential === undefined || x === undefined) return undefined;
  return dieWith(node, [sum, exponential], site) ? [site.node("softplus", [x], {})] : undefined;
};

/** x · tanh(softplus(x)) = mish(x) (Misra, arXiv:1908.08681). */
export const mish: Rule = (node, site) => {
  if (node.op !== "mul") return undefined;
  for (const [x, gate] of bothOrders(node)) {
    const curve = producedBy("tanh", gate, site);
    const inner = producedBy("softplus", curve?.operands[0], site);
    if (curve === undefined || inner?.operands[0] !== x) continue;
    if (dieWith(node, [curve, inner], site)) return [site.node("mish", [x], {})];
  }
  return undefined;
};
