/** A contraction's weight, scaled by channels of its result or of its input. */
import { allocate, type TensorData } from "../../ir/dtype.ts";
import type { Value } from "../../ir/graph.ts";
import type { Site } from "../rewrite.ts";
import { type ChannelValues, valueAt } from "./affine.ts";
import { type Contraction, foldedName, rounding } from "./contraction.ts";

/** s · W along the given channels; undefined where it stays as it is, "none" where it can't be. */
export const scaledWeight = (
  contraction: Contraction,
  scale: ChannelValues | undefined,
  along: "input" | "output",
  site: Site,
): Value | "none" | undefined => {
  const { weight } = contraction;
  if (scale === undefined) return undefined;
  if (weight === undefined) return "none";
  const name = foldedName(weight, "weight");
  if (scale === "unknown" || weight.data === undefined) return site.unknownConstant(name, weight.type);
  const data = scaledData(contraction, weight.data, scale, along);
  return data === undefined ? "none" : site.constant(name, { type: weight.type, data });
};

/** Run by run, without a copy in double precision between: weights are most of a model. */
const scaledData = (
  { dtype, inputChannelOf, outputChannelOf, inputRun, outputRun }: Contraction,
  values: TensorData,
  scale: ArrayLike<number>,
  along: "input" | "output",
): TensorData | undefined => {
  const [channelOf, run] = along === "input" ? [inputChannelOf, inputRun] : [outputChannelOf, outputRun];
  const data = allocate(dtype, values.length);
  const round = rounding(dtype);
  for (let start = 0; start < data.length; start += run) {
    const factor = valueAt(scale, channelOf(start));
    const end = Math.min(start + run, data.length);
    for (let i = start; i < end; i++) data[i] = round((values[i] ?? NaN) * factor);
  }
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return undefined;
  return data;
};
