/** A product of several factors, however it is bracketed. */
import { bitsOf } from "../../ir/dtype.ts";
import type { Node, ValueId } from "../../ir/graph.ts";
import { keepsType, uniformValue } from "../match.ts";
import type { Site } from "../rewrite.ts";

export interface Factors {
  /** The product of all numbers in it. */
  readonly number: number;
  readonly values: readonly ValueId[];
  /** The multiplications and divisions below the root that make it. */
  readonly nodes: readonly Node[];
}

/** More factors, or more products, occur in no formula that we look for; bounds the time spent on a long chain of products. */
const maxFactors = 4;

/** The factors of a multiplication, or of a division by a number; undefined for other nodes and for products that broadcast. */
export const factorsOf = (root: Node, site: Site): Factors | undefined => {
  let number = 1;
  const values: ValueId[] = [];
  const nodes: Node[] = [];
  const [result] = root.results;
  const pending: { id: ValueId; inverse: boolean }[] = [];
  const open = (node: Node): boolean => {
    const [left, right] = node.operands;
    if (left === undefined || right === undefined || (node.op !== "mul" && node.op !== "div")) return false;
    if (node.op === "div" && uniformValue(right, site) === undefined) return false;
    pending.push({ id: left, inverse: false }, { id: right, inverse: node.op === "div" });
    return true;
  };
  if (result === undefined || !open(root)) return undefined;
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const constant = uniformValue(next.id, site);
    const producer = site.producerOf(next.id);
    if (constant !== undefined) number *= next.inverse ? 1 / constant : constant;
    else if (!keepsType(root, next.id, site)) return undefined;
    else if (producer !== undefined && site.usesOf(next.id) === 1 && open(producer)) nodes.push(producer);
    else values.push(next.id);
    if (values.length > maxFactors || nodes.length > maxFactors) return undefined;
  }
  return { number, values, nodes };
};

/** True for a node on 16-bit floats, whose constants were rounded to three digits. */
export const isHalfPrecision = ({ results }: Node): boolean => results.some(({ type }) => bitsOf(type.dtype) === 16);
