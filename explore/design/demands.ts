/** What a design must keep within, and what makes one better than another. */
import type { Limit } from "../limits.ts";
import { dimensionsOf, type Measured, valueIn } from "../metrics.ts";
import { alone, type Figures, loadOf, measuresOf } from "./figures.ts";

/** What is minimized, or, with the other direction, maximized. */
export interface Goal {
  readonly direction: "minimize" | "maximize";
  readonly metric: Limit["metric"];
  readonly network?: string;
}

export interface Demands {
  readonly limits: readonly Limit[];
  /** At least one. */
  readonly goals: readonly Goal[];
}

/** In base units of the limit's dimension; null where it is not known. */
export const valueOf = (
  { metric, network, dimension }: Pick<Limit, "metric" | "network" | "dimension">,
  figures: Figures,
): number | null => valueIn(measuresOf(network === undefined ? figures : alone(figures, network)), metric, dimension);

/** Doubles that differ by rounding are equal. */
const rounding = 1e-12;

/** Above 0 by as much of the bound as is missing; not above 0 where the limit holds. Infinite where the value is not known. */
export const excessOf = (limit: Limit, figures: Figures): number => {
  const value = valueOf(limit, figures);
  if (value === null) return Infinity;
  const over = limit.relation === "<=" ? value - limit.bound : limit.bound - value;
  if (Math.abs(over) <= Math.abs(limit.bound) * rounding) return 0;
  return over / (Math.abs(limit.bound) || 1);
};

/** Each network runs as often as it should: by how much of the time that takes more than there is. */
export const overload = (figures: Figures): number => Math.max(0, loadOf(figures) - 1 - rounding);

/** With bounds as figures: false only where no design with these bounds can be within the limits. */
export const isWithin = ({ limits }: Demands, figures: Figures): boolean =>
  overload(figures) === 0 && limits.every(limit => excessOf(limit, figures) <= 0);

/** One number per goal, all to be minimized; unknown ones are infinite. */
export const scoreOf = ({ goals }: Demands, figures: Figures): readonly number[] =>
  goals.map(({ direction, metric, network }) => {
    const measured = measuresOf(network === undefined ? figures : alone(figures, network));
    const value = goalValue(measured, metric);
    if (value === null) return Infinity;
    return direction === "minimize" ? value : -value;
  });

const goalValue = (measured: Measured, metric: Goal["metric"]): number | null => {
  const [dimension] = dimensionsOf(metric);
  return dimension === undefined ? null : valueIn(measured, metric, dimension);
};

/** No worse in any goal, but for rounding. */
export const isNoWorse = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((value, i) => {
    const other = b[i] ?? -Infinity;
    return value <= other || value - other <= Math.abs(other) * rounding;
  });
