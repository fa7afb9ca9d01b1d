/** GELU (Hendrycks and Gimpel, arXiv:1606.08415) by its two formulas. */
import type { Node, ValueId } from "../../ir/graph.ts";
import { bothOrders, dieWith, producedBy, withNumberOnEitherSide } from "../match.ts";
import type { Rule, Site } from "../rewrite.ts";
import { factorsOf, isHalfPrecision } from "./factors.ts";
import { isNear, isNearNumber, type Polynomial, readPolynomial } from "./polynomial.ts";

interface Formula {
  readonly approximate: "none" | "tanh";
  readonly op: "erf" | "tanh";
  readonly argument: Polynomial;
}

/** √(2/π), the slope of the tanh formula. */
const slope = Math.sqrt(2 / Math.PI);

const formulas: readonly Formula[] = [
  { approximate: "none", op: "erf", argument: [0, Math.SQRT1_2] },
  { approximate: "tanh", op: "tanh", argument: [0, slope, 0, 0.044715 * slope] },
];

/**
 * x / 2 · (1 + erf(x / √2)) = gelu(x), and x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 · x³))) = its approximation, however product
 * and argument are bracketed: PyTorch, TensorFlow and hand-written exports differ in that alone.
 */
export const gelu: Rule = (node, site) => {
  const factors = factorsOf(node, site);
  if (factors?.values.length !== 2 || !isNearNumber(factors.number, 0.5)) return undefined;
  for (const [x, distribution] of bothOrders({ operands: factors.values }))
    for (const formula of formulas) {
      const nodes = distributionNodes(distribution, x, formula, isHalfPrecision(node), site);
      if (nodes !== undefined && dieWith(node, [...factors.nodes, ...nodes], site))
        return [site.node("gelu", [x], { approximate: formula.approximate })];
    }
  return undefined;
};

/** The nodes of 1 + op(argument(x)), where `id` is that. */
const distributionNodes = (
  id: ValueId,
  x: ValueId,
  { op, argument }: Formula,
  halfPrecision: boolean,
  site: Site,
): readonly Node[] | undefined => {
  const sum = producedBy("add", id, site);
  const match = withNumberOnEitherSide("add", sum, site);
  const curve = match?.number === 1 ? producedBy(op, match.input, site) : undefined;
  const [inner] = curve?.operands ?? [];
  if (sum === undefined || curve === undefined || inner === undefined) return undefined;
  const reading = readPolynomial(inner, x, site);
  if (reading === undefined || !isNear(reading.polynomial, argument, halfPrecision)) return undefined;
  return [sum, curve, ...reading.nodes];
};
