/** Values of metrics as people read them: `93.9 uJ`, `94.2 %`. */
import { formatScaled, type Scaled } from "../codegen/summary/format.ts";
import type { MetricGoal } from "../explore/design/demands.ts";
import { dimensionsOf, type MetricName } from "../explore/metrics.ts";
import { threeDigits } from "../support/digits.ts";
import { type Dimension, unitsOf } from "../support/units.ts";

export const scaleOf: Partial<Record<Dimension, Scaled>> = {
  time: "seconds",
  energy: "picojoules",
  area: "squareMm",
  power: "watts",
  storage: "bytes",
  count: "count",
};

/** @param value in base units of the metric's first dimension. */
export const metricText = (metric: MetricName, value: number): string => {
  const [dimension] = dimensionsOf(metric);
  if (dimension === undefined) return threeDigits(value);
  if (dimension === "ratio") return `${(value * 100).toFixed(2)} %`;
  const scale = scaleOf[dimension];
  if (scale !== undefined) return formatScaled(value, scale);
  return `${threeDigits(value)} ${unitsOf(dimension)[0] ?? ""}`.trimEnd();
};

/** @param score of the goal: what is maximized is negated. */
export const scoreText = ({ metric, direction }: MetricGoal, score: number): string =>
  metricText(metric, direction === "maximize" ? 0 - score : score);
