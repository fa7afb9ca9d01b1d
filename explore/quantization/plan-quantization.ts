/** A quantized network in the words of the plan. Numbers that are not finite become null, since JSON has none. */
import type {
  PlanKeptWider,
  PlanMixedSearch,
  PlanQuantization,
  PlanSamples,
  PlanTensorWidth,
} from "../../accelerators/plan-quantization.ts";
import { metrics } from "../../quant/accuracy/index.ts";
import { sqnrDbOf } from "../../quant/accuracy/measure.ts";
import { uniformWidths } from "../../quant/assign-parameters.ts";
import { bitOpsOf } from "../../quant/bit-ops.ts";
import type { Graph, ValueId } from "../../ir/graph.ts";
import type { MixedResult } from "../../quant/mixed/request.ts";
import type { Sensitivity } from "../../quant/mixed/sensitivity.ts";
import type { QuantizationData } from "../../quant/quantization-data.ts";
import type { QuantizedNetwork } from "../../quant/quantize-network.ts";
import type { QuantizationScheme } from "../../quant/scheme.ts";
import { type QuantizationSite, quantizationSites } from "../../quant/sites.ts";
import type { Dataset } from "../../train/data/dataset.ts";

/**
 * @param executor the name of what ran the networks.
 * @param objective what a choice of widths minimized.
 */
export const planQuantizationOf = (
  { graph, widths, quantized, float, measured, atLeast, mixed }: QuantizedNetwork,
  data: QuantizationData,
  { executor, objective }: { readonly executor: string; readonly objective: string },
): PlanQuantization => ({
  data: {
    calibration: samplesOf(data.calibration),
    choice: mixed === undefined ? null : { ...samplesOf(data.choosing), heldOut: data.isHeldOut },
    evaluation: samplesOf(data.evaluation),
    sameSamples: data.overlaps,
    synthetic: data.isSynthetic,
  },
  accuracy: {
    metric: measured.metric,
    unit: metrics[measured.metric].unit,
    float: finite(float.value),
    quantized: finite(measured.value),
    drop: finite(float.value - measured.value),
    atLeast: finite(atLeast),
    measuredBy: executor,
    outputs: sqnrDbOf(measured).map(({ name, sqnrDb }) => ({ name, sqnrDb: finite(sqnrDb) })),
  },
  bitOps: bitOpsOf(graph, widths),
  bitOpsAtEightBits: bitOpsOf(graph, uniformWidths(graph, 8, 8)),
  tensors: quantizationSites(graph).flatMap(site => tensorWidth(site, quantized.scheme)),
  mixed: mixed === undefined ? null : { ...mixedSearchOf(mixed, objective), keptWider: keptWiderOf(graph, mixed) },
});

const tensorWidth = (site: QuantizationSite, { values }: QuantizationScheme): readonly PlanTensorWidth[] => {
  const { value, role, layers } = site;
  const bits = values.get(value)?.bits;
  const activation = site.role === "weight" ? (site.activation ?? null) : null;
  return bits === undefined ? [] : [{ value, role, bits, activation, layers }];
};

const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

const samplesOf = ({ source, count }: Dataset): PlanSamples => ({ source, samples: count });

const mixedSearchOf = (
  { chosen, trials, float, sensitivities, sensitivitySamples, repairs, rehearsals }: MixedResult,
  objective: string,
): Omit<PlanMixedSearch, "keptWider"> => ({
  objective,
  cost: chosen.choice.cost,
  greedyGap: finite(chosen.choice.greedyGap),
  pairMeasurements: repairs,
  rehearsals,
  floatOnChoice: finite(float.value),
  trials: trials.map(({ choice, measurement, lost, standardError, noise, meetsLimit, lostInTheEnd }) => ({
    cost: choice.cost,
    expectedNoise: choice.noise,
    noise: finite(noise),
    value: finite(measurement.value),
    lost: finite(lost),
    standardError: finite(standardError),
    lostInTheEnd: finite(lostInTheEnd),
    meetsLimit,
  })),
  chosen: trials.findIndex(({ choice }) => choice === chosen.choice),
  sensitivitySamples,
  sensitivities: sensitivities.map(({ value, bits, noise, sqnrDb, lossGrowth }) => ({
    value,
    bits,
    noise: finite(noise),
    sqnrDb: finite(sqnrDb),
    lossGrowth: finite(lossGrowth),
  })),
});

/** By what each does with the fewest bits that were measured for it. */
const keptWiderOf = (graph: Graph, { widths, sensitivities }: MixedResult): readonly PlanKeptWider[] => {
  const narrowest = new Map<ValueId, Sensitivity>();
  for (const each of sensitivities)
    if (each.bits < (narrowest.get(each.value)?.bits ?? Infinity)) narrowest.set(each.value, each);
  return quantizationSites(graph)
    .flatMap(({ value, role, layers }) => {
      const [bits, least] = [widths.get(value), narrowest.get(value)];
      if (bits === undefined || least === undefined || bits <= least.bits) return [];
      const { noise, sqnrDb } = least;
      return [{ value, role, layers, bits, narrowest: least.bits, noise: finite(noise), sqnrDb: finite(sqnrDb) }];
    })
    .toSorted((a, b) => (b.noise ?? Infinity) - (a.noise ?? Infinity));
};
