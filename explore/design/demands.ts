/** What a design must keep within, and what makes one better than another. */
import type { Limit } from "../limits.ts";
import { dimensionsOf, valueIn } from "../metrics.ts";
import { alone, type Figures, loadOf, measuresOf } from "./figures.ts";

/** What is minimized, or, with the other direction, maximized. */
export type Goal = MetricGoal | Closeness;

export interface MetricGoal {
  readonly direction: "minimize" | "maximize";
  readonly metric: Limit["metric"];
  readonly network?: string;
}

/** The largest share by which one of these limits is missed, to be minimized. */
export interface Closeness {
  readonly closeTo: readonly Limit[];
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
export const rounding = 1e-12;

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

/** May the chip fall behind the networks' rates? Where it is only asked how close designs come, they may. */
const mayFallBehind = ({ goals }: Demands): boolean => goals.some(goal => "closeTo" in goal);

/** With bounds as figures: false only where no design with these bounds can be within the limits. */
export const isWithin = (demands: Demands, figures: Figures): boolean =>
  (mayFallBehind(demands) || overload(figures) === 0) && demands.limits.every(limit => excessOf(limit, figures) <= 0);

/** One number per goal, all to be minimized; unknown ones are infinite. */
export const scoresOf = ({ goals }: Demands, figures: Figures): readonly number[] =>
  goals.map(goal => ("closeTo" in goal ? farthestOf(goal.closeTo, figures) : goalValue(goal, figures)));

const farthestOf = (limits: readonly Limit[], figures: Figures): number =>
  Math.max(overload(figures), ...limits.map(limit => excessOf(limit, figures)));

const goalValue = ({ direction, metric, network }: MetricGoal, figures: Figures): number => {
  const measured = measuresOf(network === undefined ? figures : alone(figures, network));
  // Accuracy is known in one of its dimensions, all else has one.
  const value = dimensionsOf(metric)
    .map(dimension => valueIn(measured, metric, dimension))
    .find(known => known !== null);
  if (value === undefined) return Infinity;
  return direction === "minimize" ? value : -value;
};
