/** The metrics of a design by the names that users write in limits and objectives: the only list. */
import type { Dimension } from "../support/units.ts";
import type { PlanMetrics } from "../accelerators/plan.ts";

export interface Metric {
  readonly summary: string;
  /** Which field of the plan's metrics holds the value, by the dimension in which a bound may be given. */
  readonly fields: Partial<Record<Dimension, NumericField>>;
}

type NumericField = {
  [F in keyof PlanMetrics]: PlanMetrics[F] extends number | null ? F : never;
}[keyof PlanMetrics];

export const metrics = {
  latency: {
    summary: "time for one inference",
    fields: { time: "latencySeconds", cycles: "latencyCycles" },
  },
  energy: { summary: "energy of one inference", fields: { energy: "energyPj" } },
  area: { summary: "silicon area of the accelerators", fields: { area: "areaMm2" } },
  power: { summary: "average power while running back to back", fields: { power: "powerWatts" } },
  throughput: { summary: "inferences per second", fields: { rate: "throughputPerSecond" } },
  model_size: { summary: "bytes of all weights", fields: { storage: "modelBytes" } },
  peak_memory: { summary: "bytes of the activation arena", fields: { storage: "peakActivationBytes" } },
  bit_operations: { summary: "MACs times the bits of both operands, summed", fields: { count: "bitOps" } },
  macs: { summary: "multiply-accumulates", fields: { count: "macs" } },
  parameters: { summary: "trained numbers", fields: { count: "parameters" } },
  accuracy: { summary: "share of right answers", fields: { ratio: "accuracy" } },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;

export const isMetricName = (name: string): name is MetricName => Object.hasOwn(metrics, name);

/** The metric under its common interface. */
export const metricOf = (name: MetricName): Metric => metrics[name];
