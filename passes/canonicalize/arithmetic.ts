/** Arithmetic with numbers: identities vanish, and of several ways to write the same one is kept. */
import { isFloat, roundToFloat, type FloatType } from "../../ir/dtype.ts";
import { scalar } from "../../ir/tensor.ts";
import { bothOrders, existing, keepsType, producedBy, uniformValue, withNumber } from "../match.ts";
import type { Rule, Site } from "../rewrite.ts";

/** op(c, x) = op(x, c) for commutative operators: constants stand on the right, where the rules below look for them. */
const constantToTheRight: Rule = (node, site) => {
  const [left, right] = node.operands;
  if (!commutative.has(node.op) || left === undefined || right === undefined) return undefined;
  if (site.constantOf(left) === undefined || site.constantOf(right) !== undefined) return undefined;
  return site.nodeOf(node.op, [right, left], node.attributes);
};
const commutative: ReadonlySet<string> = new Set(["add", "mul", "min", "max"]);

/** x + 0 = x; where x is -0 the sum would be +0, which is an equal number. x - 0 = x. x · 1 = x. x / 1 = x. x ^ 1 = x. */
const neutralElement: Rule = (node, site) => {
  const neutral = neutralElements[node.op];
  if (neutral === undefined) return undefined;
  const match = withNumber(node.op, node, site);
  return match?.number === neutral ? existing(match.input, site) : undefined;
};
const neutralElements: Readonly<Record<string, number>> = { add: 0, sub: 0, mul: 1, div: 1, pow: 1 };

/** x ^ 2 = x · x, rounded alike: a product of two floats is exact in double precision. */
const squareToProduct: Rule = (node, site) => {
  const match = withNumber("pow", node, site);
  return match?.number === 2 ? [site.node("mul", [match.input, match.input], {})] : undefined;
};

/** 1 / x = reciprocal(x). x ^ -1 = reciprocal(x). Floats only: integer division truncates. */
const quotientToReciprocal: Rule = (node, site) => {
  const [left, right] = node.operands;
  if (right === undefined || !isFloatNode(node, site)) return undefined;
  if (node.op === "div" && uniformValue(left, site) === 1 && keepsType(node, right, site))
    return [site.node("reciprocal", [right], {})];
  const match = withNumber("pow", node, site);
  return match?.number === -1 ? [site.node("reciprocal", [match.input], {})] : undefined;
};

/** x - c = x + (-c). IEEE 754 defines the difference so. */
const differenceToSum: Rule = (node, site) => {
  const match = withNumber("sub", node, site);
  const dtype = floatTypeOf(node, site);
  if (match === undefined || dtype === undefined) return undefined;
  return [site.node("add", [match.input, site.constant("negated", scalar(dtype, -match.number)).id], {})];
};

/** x / 2^n = x · 2^-n, exactly, where 2^-n is a number of the type; any other divisor would round twice. */
const quotientToProduct: Rule = (node, site) => {
  const match = withNumber("div", node, site);
  const dtype = floatTypeOf(node, site);
  if (match === undefined || dtype === undefined || !isPowerOfTwo(match.number)) return undefined;
  const factor = 1 / match.number;
  if (!Number.isFinite(roundToFloat(dtype, factor)) || isSubnormal(dtype, factor)) return undefined;
  return [site.node("mul", [match.input, site.constant("reciprocal", scalar(dtype, factor)).id], {})];
};

const isPowerOfTwo = (value: number): boolean =>
  Number.isFinite(value) && value !== 0 && Math.abs(value) === 2 ** Math.round(Math.log2(Math.abs(value)));

/** Smallest exponents of normal numbers: IEEE 754-2019 table 3.5, and binary32's for bfloat16. Hardware may flush smaller ones to 0. */
const isSubnormal = (dtype: FloatType, value: number): boolean =>
  Math.abs(value) < 2 ** { f64: -1022, f32: -126, bf16: -126, f16: -14 }[dtype];

/** -(-x) = x. */
const doubleNegation: Rule = (node, site) =>
  node.op === "neg" ? existing(producedBy("neg", node.operands[0], site)?.operands[0], site) : undefined;

/** x + (-y) = x - y. */
const sumWithNegation: Rule = (node, site) => {
  if (node.op !== "add") return undefined;
  for (const [kept, other] of bothOrders(node)) {
    const negated = producedBy("neg", other, site)?.operands[0];
    if (negated !== undefined) return [site.node("sub", [kept, negated], {})];
  }
  return undefined;
};

const floatTypeOf = (node: Parameters<Rule>[0], site: Site): FloatType | undefined => {
  const [first] = node.operands;
  const dtype = first === undefined ? undefined : site.typeOf(first).dtype;
  return dtype !== undefined && isFloat(dtype) ? dtype : undefined;
};

const isFloatNode = (node: Parameters<Rule>[0], site: Site): boolean => floatTypeOf(node, site) !== undefined;

export const arithmeticRules: readonly Rule[] = [
  constantToTheRight,
  neutralElement,
  squareToProduct,
  quotientToReciprocal,
  differenceToSum,
  quotientToProduct,
  doubleNegation,
  sumWithNegation,
];
