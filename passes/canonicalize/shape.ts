/** Data movement that moves nothing, and what several movements in a row amount to. */
import { broadcastDims, dimsEqual } from "../../ir/tensor.ts";
import type { Constant, Node } from "../../ir/graph.ts";
import { existing, keepsType, producedBy } from "../match.ts";
import type { Rule, Site } from "../rewrite.ts";

/** f(x) = x, for a reshape, slice, pad, expand or tile whose result has x's type, and for a concatenation of one. */
const identityMovement: Rule = (node, site) => {
  const [input] = node.operands;
  if (input === undefined || !keepsType(node, input, site) || !isIdentityIfTypeKept(node, site)) return undefined;
  return existing(input, site);
};

const isIdentityIfTypeKept = (node: Node, site: Site): boolean => {
  switch (node.op) {
    case "reshape":
    case "pad":
    case "expand":
    case "tile":
      return true;
    case "concat":
      return node.operands.length === 1;
    case "slice":
      return !reverses(node, site);
    case "transpose":
      return integers(node, "permutation").every((axis, i) => axis === i);
    default:
      return false;
  }
};

/** A slice that keeps all elements of an axis of two or more turns it around where its step is negative. */
const reverses = (node: Node, site: Site): boolean => {
  const [input = ""] = node.operands;
  const { dims } = site.typeOf(input);
  const steps = integers(node, "steps");
  return integers(node, "axes").some((axis, i) => (steps[i] ?? 1) < 0 && (dims[axis] ?? 0) > 1);
};

/** reshape(reshape(x)) = reshape(x). */
const reshapeOfReshape: Rule = (node, site) => {
  const inner = node.op === "reshape" ? producedBy("reshape", node.operands[0], site) : undefined;
  return inner === undefined ? undefined : site.nodeOf("reshape", inner.operands, node.attributes);
};

/** transpose(transpose(x, p), q) = transpose(x, i ↦ p[q[i]]). */
const transposeOfTranspose: Rule = (node, site) => {
  const inner = node.op === "transpose" ? producedBy("transpose", node.operands[0], site) : undefined;
  if (inner === undefined) return undefined;
  const innerPermutation = integers(inner, "permutation");
  const permutation = integers(node, "permutation").map(axis => innerPermutation[axis] ?? axis);
  return [site.node("transpose", inner.operands, { permutation })];
};

/** A transpose that leaves the axes of two or more elements in their order only renames positions: it is a reshape. */
const transposeOfUnitAxes: Rule = (node, site) => {
  const [input] = node.operands;
  const [result] = node.results;
  if (node.op !== "transpose" || input === undefined || result === undefined) return undefined;
  const { dims } = site.typeOf(input);
  const moving = integers(node, "permutation").filter(axis => dims[axis] !== 1);
  if (moving.some((axis, i) => i > 0 && axis < (moving[i - 1] ?? 0))) return undefined;
  return [site.node("reshape", [input], { shape: result.type.dims })];
};

/** op(expand(x), y) = op(x, y), where broadcasting alone gives the same shape. */
const expandBeforeBroadcast: Rule = (node, site) => {
  if (!broadcasting.has(node.op)) return undefined;
  const operands = node.operands.map(id => producedBy("expand", id, site)?.operands[0] ?? id);
  for (const [i, id] of operands.entries()) {
    if (id === node.operands[i]) continue;
    const candidate = node.operands.with(i, id);
    if (broadcastsTo(candidate, node, site)) return site.nodeOf(node.op, candidate, node.attributes);
  }
  return undefined;
};
const broadcasting: ReadonlySet<string> = new Set(["add", "sub", "mul", "div", "min", "max", "where"]);

const broadcastsTo = (operands: readonly string[], node: Node, site: Site): boolean => {
  const [result] = node.results;
  const dims = broadcastDims(...operands.map(id => site.typeOf(id).dims));
  return result !== undefined && dims !== undefined && dimsEqual(dims, result.type.dims);
};

/** gather(x, [i, i+1, …]) = slice(x), and with a scalar index the axis of one goes: slice, then reshape. */
const gatherOfRange: Rule = (node, site) => {
  const [input, indices] = node.operands;
  const [result] = node.results;
  if (node.op !== "gather" || input === undefined || indices === undefined || result === undefined) return undefined;
  const axis = Number(node.attributes["axis"]);
  const range = rangeOf(site.constantOf(indices), site.typeOf(input).dims[axis] ?? 0);
  if (range === undefined) return undefined;
  const part = site.node("slice", [input], { starts: [range.start], ends: [range.end], axes: [axis], steps: [1] });
  return site.typeOf(indices).dims.length === 1
    ? [part]
    : [site.node("reshape", [part.id], { shape: result.type.dims })];
};

/** The indices as a run of neighbours on an axis of `length`; negative ones count from its end. */
const rangeOf = (indices: Constant | undefined, length: number): { start: number; end: number } | undefined => {
  const { data, type } = indices ?? {};
  const [first] = data ?? [];
  if (data === undefined || type === undefined || first === undefined || type.dims.length > 1) return undefined;
  const start = first < 0 ? first + length : first;
  const end = start + data.length;
  return start >= 0 && end <= length && data.every((value, i) => value === first + i) ? { start, end } : undefined;
};

const integers = (node: Node, name: string): readonly number[] => (node.attributes[name] ?? []) as readonly number[];

export const shapeRules: readonly Rule[] = [
  identityMovement,
  reshapeOfReshape,
  transposeOfTranspose,
  transposeOfUnitAxes,
  expandBeforeBroadcast,
  gatherOfRange,
];
