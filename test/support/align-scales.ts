/**
 * Scales with few digits, for executions that must agree to the last code. A quantized network amplifies rounding: one code that falls
 * the other way becomes several some layers on. With activations' scales at powers of two and six significant bits in weights'
 * scales, binary32 holds every product and nearly every sum exactly, so that floating point rounds where integers do, ties included;
 * and requantization is a short multiplication and a shift.
 */
import type { Graph, ValueId } from "../../ir/graph.ts";
import { roundHalfEven } from "../../support/float16.ts";
import { codeRange, type QuantizationParameters, type QuantizationScheme } from "../../quant/scheme.ts";
import { quantizationSites } from "../../quant/sites.ts";

/** The scheme with each scale raised to the next one that has few digits: ranges only grow, by up to twice for activations and 1/32 for weights. */
export const alignScales = (graph: Graph, { values }: QuantizationScheme): QuantizationScheme => {
  const weights = new Set(quantizationSites(graph).flatMap(({ role, value }) => (role === "weight" ? [value] : [])));
  const aligned = (id: ValueId, parameters: QuantizationParameters): QuantizationParameters =>
    withScales(
      parameters,
      parameters.scales.map(scale => raised(scale, weights.has(id) ? weightDigits : 1)),
    );
  return { values: new Map([...values].map(([id, parameters]) => [id, aligned(id, parameters)])) };
};

const weightDigits = 6;

/** The least number ≥ `scale` of at most `digits` significant bits. */
const raised = (scale: number, digits: number): number => {
  const step = 2 ** (Math.floor(Math.log2(scale)) + 1 - digits);
  return Math.ceil(scale / step) * step;
};

/** The same least real on another scale. */
const withScales = (parameters: QuantizationParameters, scales: readonly number[]): QuantizationParameters => {
  const { min, max } = codeRange(parameters);
  const zeroPoints = parameters.zeroPoints.map((zero, i) => {
    const ratio = (parameters.scales[i] ?? NaN) / (scales[i] ?? NaN);
    return zero === 0 ? 0 : Math.min(max, Math.max(min, roundHalfEven(min + (zero - min) * ratio)));
  });
  return { ...parameters, scales, zeroPoints };
};
