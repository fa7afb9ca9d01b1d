/** A slice moves above the reshapes and transposes whose result it cuts, where that leaves less to move. */
import { elementCount } from "../../ir/tensor.ts";
import type { Node } from "../../ir/graph.ts";
import { producedBy } from "../match.ts";
import type { Rule } from "../rewrite.ts";

/** slice(reshape(x)) = reshape(slice(x)) along an axis that x has too, with as many elements before it. */
const sliceOfReshape: Rule = (node, site) => {
  const reshape = node.op === "slice" ? producedBy("reshape", node.operands[0], site) : undefined;
  const [x] = reshape?.operands ?? [];
  const [axis, ...others] = integers(node, "axes");
  const [result] = node.results;
  if (reshape === undefined || x === undefined || axis === undefined || others.length > 0) return undefined;
  const innerAxis = sameAxis(site.typeOf(x).dims, axis, integers(reshape, "shape"));
  if (innerAxis === undefined || result === undefined) return undefined;
  const [part] = site.nodeOf("slice", [x], { ...node.attributes, axes: [innerAxis] });
  return part === undefined ? undefined : [site.node("reshape", [part.id], { shape: result.type.dims })];
};

/** The axis of `before` that the reshape to `after` keeps as `axis`; one of a single element has no place of its own. */
const sameAxis = (before: readonly number[], axis: number, after: readonly number[]): number | undefined => {
  const length = after[axis];
  const count = elementCount(after.slice(0, axis));
  const found = before.findIndex((dim, i) => dim === length && elementCount(before.slice(0, i)) === count);
  return found < 0 || length === 1 ? undefined : found;
};

/**
 * slice(transpose(x)) = reshape(slice(x)), where the slice leaves one place of each axis that the transpose moves past another: picking one of
 * the parts that a channel shuffle or a stack of queries, keys and values interleaves.
 */
const sliceOfTranspose: Rule = (node, site) => {
  const transpose = node.op === "slice" ? producedBy("transpose", node.operands[0], site) : undefined;
  const [x] = transpose?.operands ?? [];
  const [result] = node.results;
  if (transpose === undefined || x === undefined || result === undefined) return undefined;
  const permutation = integers(transpose, "permutation");
  const moving = permutation.filter((_, i) => result.type.dims[i] !== 1);
  if (moving.some((axis, i) => i > 0 && axis < (moving[i - 1] ?? 0))) return undefined;
  const axes = integers(node, "axes").map(axis => permutation[axis] ?? axis);
  const [part] = site.nodeOf("slice", [x], { ...node.attributes, axes });
  return part === undefined ? undefined : [site.node("reshape", [part.id], { shape: result.type.dims })];
};

const integers = (node: Node, name: string): readonly number[] => (node.attributes[name] ?? []) as readonly number[];

export const sliceRules: readonly Rule[] = [sliceOfReshape, sliceOfTranspose];
