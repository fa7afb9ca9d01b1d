/** The metrics of a whole network on a machine. */
import type { PlanBand, PlanLayer, PlanMetrics } from "../accelerators/plan.ts";
import type { Area } from "../accelerators/template.ts";
import { type Contraction, macsOf, type Workload } from "../mapping/workload.ts";
import type { Hertz } from "../support/quantity.ts";

export interface Totals {
  readonly layers: readonly PlanLayer[];
  readonly clock: Hertz;
  readonly area: Area;
  readonly energyBand: PlanBand;
  readonly modelBytes: number;
  readonly peakActivationBytes: number;
  readonly parameters: number;
  /** Of the whole network, layers that do not fit included. */
  readonly workloads: readonly Workload[];
  /** Which layers do not fit the machine, and why: time and energy are unknown where there are any. */
  readonly misfits: readonly string[];
}

type Unknown = PlanMetrics["unknown"][number];

/** Layers run one after another, so that latencies and energies add up. Ignores: overlap of one layer's end with the next one's start. */
export const totalsOf = (totals: Totals): PlanMetrics => {
  const { area, modelBytes, peakActivationBytes, parameters, workloads } = totals;
  const contractions = workloads.filter(workload => workload.kind === "contraction");
  const cost = costOf(totals);
  return {
    ...cost.values,
    areaMm2: area.total,
    areaMm2Band: { low: area.low, high: area.high },
    ...cost.rates,
    modelBytes,
    peakActivationBytes,
    bitOps: sum(contractions, bitOperationsOf),
    macs: sum(contractions, macsOf),
    parameters,
    accuracy: null,
    unknown: [...cost.unknown, { metric: "accuracy", reason: "the quantized network was not run on data" }],
  };
};

interface CostMetrics {
  readonly values: Pick<PlanMetrics, "latencyCycles" | "latencySeconds" | "energyPj" | "energyPjBand">;
  readonly rates: Pick<PlanMetrics, "powerWatts" | "throughputPerSecond">;
  readonly unknown: readonly Unknown[];
}

const costOf = ({ layers, clock, energyBand, misfits }: Totals): CostMetrics => {
  if (misfits.length > 0) return unknownCost(misfits);
  const latencyCycles = sum(layers, layer => layer.latencyCycles);
  const latencySeconds = latencyCycles / clock;
  const energyPj = sum(layers, layer => layer.energyPj.total);
  const values = { latencyCycles, latencySeconds, energyPj, energyPjBand: energyBand };
  if (latencyCycles === 0) {
    const reason = "no layer takes time";
    return { values, rates: { powerWatts: null, throughputPerSecond: null }, unknown: reasons(rateNames, reason) };
  }
  const powerWatts = (energyPj * 1e-12) / latencySeconds;
  return { values, rates: { powerWatts, throughputPerSecond: 1 / latencySeconds }, unknown: [] };
};

const costNames = ["latencyCycles", "latencySeconds", "energyPj", "energyPjBand"];
const rateNames = ["powerWatts", "throughputPerSecond"];

const unknownCost = (misfits: readonly string[]): CostMetrics => ({
  values: { latencyCycles: null, latencySeconds: null, energyPj: null, energyPjBand: null },
  rates: { powerWatts: null, throughputPerSecond: null },
  unknown: reasons(
    [...costNames, ...rateNames],
    misfits.length === 1 ? misfits.join("") : `${misfits.length} layers do not fit, the first: ${misfits[0] ?? ""}`,
  ),
});

const reasons = (metrics: readonly string[], reason: string): Unknown[] => metrics.map(metric => ({ metric, reason }));

/** MACs times the bits of both operands. */
export const bitOperationsOf = (contraction: Contraction): number =>
  macsOf(contraction) * contraction.bits.weights * contraction.bits.inputs;

const sum = <T>(items: readonly T[], value: (item: T) => number): number =>
  items.reduce((total, item) => total + value(item), 0);
