/**
 * Reads arithmetic as a polynomial of one value, so that a formula is recognized however its exporter associated it:
 * x · 0.798 · (1 + 0.0447 · x · x) and (x + 0.0447 · x ^ 3) · 0.798 are the same coefficients.
 */
import { isFloat } from "../../ir/dtype.ts";
import type { Node, ValueId } from "../../ir/graph.ts";
import type { OpName } from "../../ir/ops/index.ts";
import { typesEqual } from "../../ir/tensor.ts";
import { uniformValue } from "../match.ts";
import type { Site } from "../rewrite.ts";

/** Coefficients by ascending power. */
export type Polynomial = readonly number[];

export interface Reading {
  readonly polynomial: Polynomial;
  /** Nodes that compute it. */
  readonly nodes: readonly Node[];
}

/** Higher ones occur in no formula that we look for. */
const maxDegree = 3;

/** Longest formula looked at; bounds the time spent on a long chain of sums. */
const maxNodes = 12;

/** What `id` is as a polynomial of `variable`; undefined where it is none of degree ≤ 3. */
export const readPolynomial = (id: ValueId, variable: ValueId, site: Site): Reading | undefined => {
  const nodes = new Set<Node>();
  const polynomial = read(id, { variable, site, nodes });
  return polynomial === undefined ? undefined : { polynomial, nodes: [...nodes] };
};

interface Context {
  readonly variable: ValueId;
  readonly site: Site;
  readonly nodes: Set<Node>;
}

const read = (id: ValueId, context: Context): Polynomial | undefined => {
  if (id === context.variable) return [0, 1];
  const number = uniformValue(id, context.site);
  return number === undefined ? readNode(id, context) : [number];
};

const readNode = (id: ValueId, context: Context): Polynomial | undefined => {
  const { variable, site, nodes } = context;
  const node = site.producerOf(id);
  const combine = node === undefined ? undefined : combinations[node.op];
  const type = site.typeOf(variable);
  if (node === undefined || combine === undefined || nodes.size >= maxNodes) return undefined;
  if (!isFloat(type.dtype) || !typesEqual(site.typeOf(id), type)) return undefined;
  nodes.add(node);
  const parts = node.operands.map(operand => read(operand, context)).filter(part => part !== undefined);
  const result = parts.length === node.operands.length ? combine(parts[0] ?? [], parts[1] ?? []) : undefined;
  return result === undefined || result.length > maxDegree + 1 ? undefined : result;
};

type Combination = (left: Polynomial, right: Polynomial) => Polynomial | undefined;

const sum: Combination = (left, right) =>
  Array.from({ length: Math.max(left.length, right.length) }, (_, i) => (left[i] ?? 0) + (right[i] ?? 0));

const product: Combination = (left, right) => {
  const result = Array.from({ length: left.length + right.length - 1 }, () => 0);
  for (const [i, a] of left.entries())
    for (const [j, b] of right.entries()) result[i + j] = (result[i + j] ?? 0) + a * b;
  return result;
};

const scale = (polynomial: Polynomial, factor: number): Polynomial => polynomial.map(value => value * factor);

const quotient: Combination = (left, [divisor = 0, ...higher]) =>
  higher.length > 0 || divisor === 0 ? undefined : scale(left, 1 / divisor);

const power: Combination = (base, [exponent = 0, ...higher]) => {
  if (higher.length > 0 || !Number.isInteger(exponent) || exponent < 1 || exponent > maxDegree) return undefined;
  let result: Polynomial | undefined = base;
  for (let i = 1; i < exponent; i++) result = result === undefined ? undefined : product(result, base);
  return result;
};

const combinations: Readonly<Partial<Record<OpName, Combination>>> = {
  add: sum,
  sub: (left, right) => sum(left, scale(right, -1)),
  mul: product,
  div: quotient,
  pow: power,
  neg: only => scale(only, -1),
};

/** True where the coefficients agree to the precision in which an exporter may have rounded them (six digits, three in half precision). */
export const isNear = (found: Polynomial, expected: Polynomial, halfPrecision = false): boolean =>
  found.length === expected.length && found.every((value, i) => isNearNumber(value, expected[i] ?? 0, halfPrecision));

export const isNearNumber = (found: number, expected: number, halfPrecision = false): boolean =>
  Math.abs(found - expected) <= Math.abs(expected) * (halfPrecision ? 1e-3 : 1e-6);
