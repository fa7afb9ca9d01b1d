/** What a specification asks of the accuracy of one of its networks, in the unit of the metric that judges it. */
import type { MetricName } from "../../quant/accuracy/index.ts";
import type { Limit } from "../limits.ts";
import type { AccuracyMetric } from "../spec/tables/accuracy.ts";

export const metricNames = {
  top1: "top-1",
  top5: "top-5",
  psnr: "psnr",
} as const satisfies Record<AccuracyMetric, MetricName>;

export interface NetworkLimits {
  readonly drop?: number;
  readonly atLeast?: number;
}

/** A limit on the whole design is one on each of its networks: the mean of several keeps to it then. */
export const accuracyLimitsOf = (limits: readonly Limit[], network: string): NetworkLimits => {
  const own = limits.filter(limit => limit.metric === "accuracy" && (limit.network ?? network) === network);
  const drops = own.filter(({ drop }) => drop !== undefined).map(boundIn);
  const least = own.filter(({ drop }) => drop === undefined).map(boundIn);
  return {
    ...(drops.length === 0 ? {} : { drop: Math.min(...drops) }),
    ...(least.length === 0 ? {} : { atLeast: Math.max(...least) }),
  };
};

/** Shares are percentages to whoever measures. */
const boundIn = ({ dimension, bound }: Limit): number => (dimension === "ratio" ? 100 * bound : bound);
