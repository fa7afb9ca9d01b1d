/** Casts that do nothing, and detours through types that hold every value of the first. */
import { bitsOf, type DType, isFloat, isInteger, isSigned, parseDType } from "../../ir/dtype.ts";
import { existing, producedBy } from "../match.ts";
import type { Rule } from "../rewrite.ts";

/** cast<T>(x: T) = x. */
const identityCast: Rule = (node, site) => {
  const [input] = node.operands;
  if (node.op !== "cast" || input === undefined) return undefined;
  return site.typeOf(input).dtype === node.attributes["dtype"] ? existing(input, site) : undefined;
};

/**
 * cast<C>(cast<B>(x: A)) = cast<C>(x), where B holds every value of A and overflows into C as A does: among integers a cast wraps
 * around, from a float to an integer it saturates.
 */
const detour: Rule = (node, site) => {
  const inner = node.op === "cast" ? producedBy("cast", node.operands[0], site) : undefined;
  const [input] = inner?.operands ?? [];
  const between = parseDType(String(inner?.attributes["dtype"]));
  const target = parseDType(String(node.attributes["dtype"]));
  if (input === undefined || between === undefined || target === undefined) return undefined;
  const { dtype } = site.typeOf(input);
  if (!holds(between, dtype) || !overflowsAlike(between, dtype, target)) return undefined;
  return site.nodeOf("cast", [input], node.attributes);
};

/** Types of one kind do, and so do any where nothing overflows. */
const overflowsAlike = (a: DType, b: DType, target: DType): boolean =>
  isFloat(a) === isFloat(b) || !isInteger(target) || holds(target, b);

/** True where every value of `inner` is one of `outer`. */
const holds = (outer: DType, inner: DType): boolean => {
  if (outer === inner || inner === "bool") return outer === inner || outer !== "bool";
  if (isFloat(inner)) return isFloat(outer) && (outer === "f64" || (outer === "f32" && inner !== "f64"));
  if (isFloat(outer)) return bitsOf(inner) <= exactIntegerBits[outer];
  if (!isInteger(outer)) return false;
  if (isSigned(outer) === isSigned(inner)) return bitsOf(outer) >= bitsOf(inner);
  return isSigned(outer) && bitsOf(outer) > bitsOf(inner);
};

/** Integers of so many bits are exact: the significand's precision (IEEE 754-2019 table 3.5; bfloat16 has 8). */
const exactIntegerBits = { f64: 53, f32: 24, f16: 11, bf16: 8 } as const;

export const castRules: readonly Rule[] = [identityCast, detour];
