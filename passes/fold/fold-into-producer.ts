/** An affine map of a contraction's result becomes part of its weight and bias. */
import type { Value } from "../../ir/graph.ts";
import { fusableContraction } from "../fuse-into.ts";
import type { Rule, Site } from "../rewrite.ts";
import { type Affine, affineOf, valueAt } from "./affine.ts";
import { type Contraction, contractionOf, foldedName, roundedData, vectorType, withParameters } from "./contraction.ts";
import { scaledWeight } from "./scaled-weight.ts";

/**
 * s · (W x + b) + o = (s · W) x + (s · b + o), channel by channel. The contraction must have no other reader and no
 * epilogue yet, its bias must be constant, and its weight too where s is not 1.
 */
export const foldIntoProducer: Rule = (node, site) => {
  const producer = fusableContraction(node.operands[0], site);
  const contraction = producer === undefined ? undefined : contractionOf(producer, site);
  if (producer === undefined || contraction === undefined || hasEpilogue(contraction)) return undefined;
  const affine = affineOf(node, contraction.axis, site);
  const [input] = producer.operands;
  if (affine === undefined || input === undefined) return undefined;
  const weight = scaledWeight(contraction, affine.scale, "output", site);
  const bias = mappedBias(contraction, affine, site);
  if (weight === "none" || bias === "none") return undefined;
  return withParameters(contraction, input, weight, bias, site);
};

const hasEpilogue = ({ node }: Contraction): boolean => (node.attributes["epilogue"] as readonly string[]).length > 0;

/** s · b + o. */
const mappedBias = (
  { bias, channels, dtype }: Contraction,
  { scale, offset }: Affine,
  site: Site,
): Value | "none" | undefined => {
  if (bias === undefined && offset === undefined) return undefined;
  const name = foldedName(bias, "bias");
  const type = vectorType(dtype, channels);
  if (scale === "unknown" || offset === "unknown" || (bias !== undefined && bias.data === undefined))
    return site.unknownConstant(name, type);
  const value = (_: unknown, c: number): number =>
    (scale === undefined ? 1 : valueAt(scale, c)) * (bias?.data?.[c] ?? 0) +
    (offset === undefined ? 0 : valueAt(offset, c));
  const data = roundedData(dtype, Float64Array.from({ length: channels }, value));
  return data === undefined ? "none" : site.constant(name, { type, data });
};
