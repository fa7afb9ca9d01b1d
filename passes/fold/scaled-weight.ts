/** A contraction's weight, scaled by channels of its result or of its input. */
import type { Value } from "../../ir/graph.ts";
import type { Site } from "../rewrite.ts";
import { type ChannelValues, valueAt } from "./affine.ts";
import { computedData, type Contraction, foldedName } from "./contraction.ts";

/** s · W along the given channels; undefined where it stays as it is, "none" where it can't be. */
export const scaledWeight = (
  { weight, dtype, inputChannelOf, outputChannelOf }: Contraction,
  scale: ChannelValues | undefined,
  along: "input" | "output",
  site: Site,
): Value | "none" | undefined => {
  if (scale === undefined) return undefined;
  if (weight === undefined) return "none";
  const name = foldedName(weight, "weight");
  if (scale === "unknown" || weight.data === undefined) return site.unknownConstant(name, weight.type);
  const { data: values } = weight;
  const channelOf = along === "input" ? inputChannelOf : outputChannelOf;
  const data = computedData(dtype, values.length, i => (values[i] ?? NaN) * valueAt(scale, channelOf(i)));
  return data === undefined ? "none" : site.constant(name, { type: weight.type, data });
};
