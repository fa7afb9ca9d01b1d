/** Values of metrics in a run's report: as text, as cells, and on axes. */
import { threeDigits } from "../../../support/digits.ts";
import type { FullCell } from "../content.ts";
import { axisUnit, scaled } from "../numbers.ts";
import type { Measure, RunMetric } from "./explored-run.ts";

export const measureText = (measure: Measure, value: number): string => {
  switch (measure.kind) {
    case "scaled":
      return scaled(value, measure.scale);
    case "share":
      return `${(100 * value).toFixed(2)} %`;
    case "plain":
      return `${threeDigits(value)} ${measure.unit}`.trimEnd();
  }
};

export const measureCell = ({ measure }: RunMetric, value: number | null): FullCell | string =>
  value === null ? "" : { text: measureText(measure, value), value };

/** A metric on an axis: its title with the unit, and the factor that brings base units into it. */
export const axisOf = (
  { name, measure }: RunMetric,
  values: readonly number[],
): { readonly title: string; readonly factor: number } => {
  switch (measure.kind) {
    case "scaled": {
      const { unit, factor } = axisUnit(Math.max(0, ...values), measure.scale);
      return { title: unit === "" ? name : `${name} (${unit})`, factor };
    }
    case "share":
      return { title: `${name} (%)`, factor: 0.01 };
    case "plain":
      return { title: measure.unit === "" ? name : `${name} (${measure.unit})`, factor: 1 };
  }
};
