/** From widths to a scheme: every value with a width gets scales and zero points, by what calibration saw of it. */
import { type Graph, indexOf, tensorOf, type ValueId } from "../ir/graph.ts";
import { InternalError } from "../support/diagnostic.ts";
import type { Calibration } from "./calibrate.ts";
import { knownRanges } from "./known-ranges.ts";
import { type ObserverName, observers } from "./observers/index.ts";
import type { Range } from "./observers/observer.ts";
import { affineParameters, weightParameters } from "./parameters.ts";
import type { QuantizationParameters, QuantizationScheme } from "./scheme.ts";
import { type ActivationSite, type QuantizationSite, quantizationSites } from "./sites.ts";
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
  const known = knownRanges(graph);
  for (const site of quantizationSites(graph)) {
    const bits = widths.get(site.value);
    if (bits === undefined) continue;
    const parameters =
      site.role === "activation"
        ? activationParameters(
            site.value,
            known.get(site.value) ?? observedRange(site.value, bits, calibration, choice),
            bits,
          )
        : constantParameters(graph, site, bits, choice);
    if (parameters !== undefined) values.set(site.value, parameters);
  }
  return { values };
};

/** Every site at one width each for weights and activations; known operands that are no weights count as activations. */
export const uniformWidths = (graph: Graph, weightBits: number, activationBits: number): Widths =>
  new Map(quantizationSites(graph).map(({ role, value }) => [value, role === "weight" ? weightBits : activationBits]));

/**
 * From so many bits on, one of them is for values beyond those that calibration saw: steps are lost beside the errors of 8-bit tensors
 * even so, and what is clipped is not.
 */
const fineBits = 12;

/** Undefined where calibration saw nothing of the value. */
const observedRange = (
  value: ValueId,
  bits: number,
  calibration: Calibration,
  { observer }: ParameterChoice,
): Range | undefined => {
  const histogram = calibration.get(value);
  if (histogram === undefined || histogram.count === 0) return undefined;
  const range = observers[observer].rangeOf(histogram, 2 ** bits);
  return bits < fineBits ? range : withRoom(range);
};

/** Twice as wide: on both sides, but where all values have one sign they keep it. */
const withRoom = ({ low, high }: Range): Range => {
  if (low === 0 || high === 0) return { low: 2 * low, high: 2 * high };
  const room = (high - low) / 2;
  return { low: low - room, high: high + room };
};

const activationParameters = (
  value: ValueId,
  range: Range | undefined,
  bits: number,
): QuantizationParameters | undefined =>
  range === undefined ? undefined : affineParameters(value, range.low, range.high, { bits, signed: false });

const constantParameters = (
  graph: Graph,
  site: Exclude<QuantizationSite, ActivationSite>,
  bits: number,
  { weightScales, perChannel }: ParameterChoice,
): QuantizationParameters => {
  const { role, value } = site;
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
