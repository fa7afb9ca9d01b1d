/** The metrics of a design by the names that users write in limits and objectives: the only list. */
import type { Dimension } from "../support/units.ts";
import type { PlanMetrics } from "../accelerators/plan.ts";

export interface Metric {
  readonly summary: string;
  /** By the dimension in which a bound may be given: the fields of the plan's metrics whose product is the value. */
  readonly fields: Partial<Record<Dimension, readonly NumericField[]>>;
  /** Has each network of a design one of its own, as in `latency of NAME`? */
  readonly isPerNetwork: boolean;
}

type NumericField = {
  [F in keyof PlanMetrics]-?: PlanMetrics[F] extends number | null | undefined ? F : never;
}[keyof PlanMetrics];

/** The numbers of a plan's metrics. */
export type Measured = Pick<PlanMetrics, NumericField>;

const ofNetworks = (summary: string, fields: Metric["fields"]): Metric => ({ summary, fields, isPerNetwork: true });
const ofDesign = (summary: string, fields: Metric["fields"]): Metric => ({ summary, fields, isPerNetwork: false });
const ofFpga = (what: string, field: NumericField): Metric => ofDesign(`${what} of an FPGA`, { count: [field] });

export const metrics = {
  latency: ofNetworks("time for one inference", { time: ["latencySeconds"], cycles: ["latencyCycles"] }),
  energy: ofNetworks("energy of one inference", { energy: ["energyPj"] }),
  power: ofDesign("average power, at the rates of the networks or back to back", { power: ["powerWatts"] }),
  area: ofDesign("silicon area of the accelerators", { area: ["areaMm2"] }),
  throughput: ofNetworks("inferences per second", { rate: ["throughputPerSecond"] }),
  edp: ofNetworks("energy of one inference times its latency", {
    "energy times delay": ["energyPj", "latencySeconds"],
  }),
  model_size: ofNetworks("bytes of all weights", { storage: ["modelBytes"] }),
  memory: ofNetworks("bytes of the activation arena at its fullest", { storage: ["peakActivationBytes"] }),
  bit_operations: ofNetworks("MACs times the bits of both operands, summed", { count: ["bitOps"] }),
  macs: ofNetworks("multiply-accumulates", { count: ["macs"] }),
  parameters: ofNetworks("trained numbers", { count: ["parameters"] }),
  accuracy: ofNetworks("share of right answers, or fidelity in dB", { ratio: ["accuracy"], decibels: ["accuracyDb"] }),
  lut: ofFpga("look-up tables", "lut"),
  ff: ofFpga("flip-flops", "ff"),
  bram: ofFpga("block RAMs of 36 Kib", "bram"),
  uram: ofFpga("UltraRAMs", "uram"),
  dsp: ofFpga("DSP slices", "dsp"),
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;

export const isMetricName = (name: string): name is MetricName => Object.hasOwn(metrics, name);

/** The metric under its common interface. */
export const metricOf = (name: MetricName): Metric => metrics[name];

/** The dimensions in which a metric is bounded. */
export const dimensionsOf = (name: MetricName): readonly Dimension[] =>
  Object.keys(metrics[name].fields) as Dimension[];

/** What is lost of accuracy against the float network, in base units of the dimension, or null where the plan does not have it. */
export const lostIn = (plan: Partial<Measured>, dimension: Dimension): number | null =>
  (dimension === "decibels" ? plan.accuracyDropDb : plan.accuracyDrop) ?? null;

/** The value in base units of the dimension, or null where the plan does not have it. */
export const valueIn = (plan: Partial<Measured>, name: MetricName, dimension: Dimension): number | null => {
  const values = metricOf(name).fields[dimension]?.map(field => plan[field] ?? null) ?? [];
  const isKnown = values.length > 0 && values.every(value => value !== null);
  return isKnown ? values.reduce<number>((product, value) => product * (value ?? 0), 1) : null;
};
