/** From widths to a scheme: every value with a width gets scales and zero points, by what calibration saw of it. */
import { type Graph, indexOf, tensorOf, type ValueId } from "../ir/graph.ts";
import { InternalError } from "../support/diagnostic.ts";
import type { Calibration } from "./calibrate.ts";
import { type ObserverName, observers } from "./observers/index.ts";
import { affineParameters, weightParameters } from "./parameters.ts";
import type { QuantizationParameters, QuantizationScheme } from "./scheme.ts";
import { type QuantizationSite, quantizationSites } from "./sites.ts";
import { leastErrorWeightParameters } from "./weight-scales.ts";

/** Bits by value id; values without an entry stay in floating point. */
export type Widths = ReadonlyMap<ValueId, number>;

export interface ParameterChoice {
  readonly observer: ObserverName;
  /** Scales of weights from the largest magnitude, or those of least squared error. */
  readonly weightScales: "min-max" | "mse";
  /** One scale per output channel, or one per weight tensor. */
  readonly perChannel: boolean;
}

/** @throws CompileError where a weight is not finite or a width is none. */
export const assignParameters = (
  graph: Graph,
  calibration: Calibration,
  widths: Widths,
  choice: ParameterChoice,
): QuantizationScheme => {
  const values = new Map<ValueId, QuantizationParameters>();
  for (const site of quantizationSites(graph)) {
    const bits = widths.get(site.value);
    const parameters = bits === undefined ? undefined : parametersOf(graph, site, bits, calibration, choice);
    if (parameters !== undefined) values.set(site.value, parameters);
  }
  return { values };
};

/** Every site at one width each for weights and activations; known operands that are no weights count as activations. */
export const uniformWidths = (graph: Graph, weightBits: number, activationBits: number): Widths =>
  new Map(quantizationSites(graph).map(({ role, value }) => [value, role === "weight" ? weightBits : activationBits]));

const parametersOf = (
  graph: Graph,
  site: QuantizationSite,
  bits: number,
  calibration: Calibration,
  { observer, weightScales, perChannel }: ParameterChoice,
): QuantizationParameters | undefined => {
  const { role, value } = site;
  if (role === "activation") {
    const histogram = calibration.get(value);
    if (histogram === undefined || histogram.count === 0) return undefined;
    const { low, high } = observers[observer].rangeOf(histogram, 2 ** bits);
    return affineParameters(value, low, high, { bits, signed: false });
  }
  const constant = indexOf(graph).constantOf(value);
  const tensor = constant === undefined ? undefined : tensorOf(constant);
  if (tensor === undefined) throw new InternalError(`${value} is a site but no known constant`);
  if (role === "constant") {
    let [low, high] = [0, 0];
    for (const element of tensor.data) [low, high] = [Math.min(low, element), Math.max(high, element)];
    return affineParameters(value, low, high, { bits, signed: false });
  }
  const axis = perChannel ? site.axis : undefined;
  return weightScales === "mse" && bits > 1
    ? leastErrorWeightParameters(value, tensor, bits, axis)
    : weightParameters(value, tensor, bits, axis);
};
