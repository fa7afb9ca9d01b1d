/** What the rules of the integer graph work with: the quantized graph to read, the integer graph to write. */
import { rangeOf } from "../../ir/dtype.ts";
import type { Graph, Node, Value } from "../../ir/graph.ts";
import { scalar, tensor } from "../../ir/tensor.ts";
import { InternalError } from "../../support/diagnostic.ts";
import { roundHalfEven } from "../../support/float16.ts";
import { dyadicOf } from "../dyadic.ts";
import type { GraphDraft } from "../graph-draft.ts";
import { type Codes, type Grid, uniform, type UniformCodes } from "./codes.ts";

/** A grid with one scale: that of an activation. */
export interface Target extends Grid {
  readonly scale: number;
  readonly zero: number;
}

/** Real arithmetic between `dequantize` and `quantize`, to be done in integers. */
export interface IntegerSite {
  readonly graph: Graph;
  readonly draft: GraphDraft;
  /** The node between the two. */
  readonly node: Node;
  /** The value of the integer graph that took the place of one of the quantized graph. */
  now(value: Value): Value;
  codes(index: number): Codes | undefined;
}

/** The codes of the node's result on the grid `target`, or undefined where the node can't be computed in integers. */
export type IntegerRule = (site: IntegerSite, target: Target) => Value | undefined;

export const uniformCodesAt = (site: IntegerSite, index: number): UniformCodes | undefined =>
  uniform(site.codes(index));

/** code − zero point, in int32. */
export const centered = ({ draft, node, now }: IntegerSite, codes: UniformCodes): Value => {
  const wide = draft.add("cast", [now(codes.value)], { dtype: "int32" }, node.origins);
  if (codes.zero === 0) return wide;
  return draft.add("sub", [wide, draft.constant("zero", scalar("int32", codes.zero))], {}, node.origins);
};

/** Accumulators times a real factor, single or one per slice along `axis`, as a multiplier and a shift; undefined where a factor has none. */
export const rescaled = (
  { draft, node }: IntegerSite,
  accumulator: Value,
  factors: readonly number[],
  axis: number,
  { dtype, zero }: Pick<Target, "dtype" | "zero">,
): Value | undefined => {
  const equal = factors.every(factor => factor === factors[0]);
  const dyadics = (equal ? factors.slice(0, 1) : factors).map(dyadicOf).filter(dyadic => dyadic !== undefined);
  if (dyadics.length < (equal ? 1 : factors.length)) return undefined;
  const dims = equal ? [] : [dyadics.length];
  const multiplier = tensor(
    "int32",
    dims,
    dyadics.map(dyadic => dyadic.multiplier),
  );
  const shift = tensor(
    "uint8",
    dims,
    dyadics.map(dyadic => dyadic.shift),
  );
  const parameters = [draft.constant("multiplier", multiplier), draft.constant("shift", shift)];
  const operands = [accumulator, ...parameters, draft.constant("zero_point", scalar(dtype, zero))];
  return draft.add("requantize_dyadic", operands, { axis: equal ? 0 : axis, dtype }, node.origins);
};

/** The code of a real number on the grid, as `quantize` gives it. */
export const codeOf = (real: number, { scale, zero, dtype }: Target): number => {
  const { min, max } = rangeOf(dtype);
  if (Number.isNaN(real)) throw new InternalError("a bound is NaN");
  return Math.min(max, Math.max(min, roundHalfEven(Math.fround(real / scale)) + zero));
};

/**
 * The codes of clip(x, low, high), given those of x: both are monotonic, so that it does not matter which comes first.
 * Bounds that the grid has anyway cost nothing.
 */
export const clippedCodes = (
  { draft, node }: IntegerSite,
  codes: Value,
  low: number,
  high: number,
  target: Target,
): Value => {
  const { min, max } = rangeOf(target.dtype);
  const [from, to] = [codeOf(low, target), codeOf(high, target)];
  return from === min && to === max ? codes : draft.add("clip", [codes], { min: from, max: to }, node.origins);
};
