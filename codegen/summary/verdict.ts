/** What a plan's numbers say of its limits and of what holds it back: the same words on the screen and in reports. */
import type { Plan, PlanLayer, PlanLimit } from "../../accelerators/plan.ts";
import { formatWhole, threeDigits } from "../../support/digits.ts";
import { inUnit } from "../../support/units.ts";
import { formatScaled, formatShare } from "./format.ts";
import { abridge } from "./table.ts";

/** One sentence. */
export const verdictOf = ({ feasible, limits, coverage }: Plan): string => {
  if (feasible) return limits.length === 0 ? "No limits given." : "All limits met.";
  if (misfitsIn(coverage).length > 0) return "The network does not fit the machine.";
  return `${limits.filter(({ satisfied }) => !satisfied).length} of ${limits.length} limits missed.`;
};

/** Nodes whose layers no machine could take. */
export const misfitsIn = (coverage: Plan["coverage"]): Plan["coverage"] =>
  coverage.filter(({ status, layers }) => status === "unsupported" && layers.length > 0);

/** Counts stay whole: the last digit may decide. */
export const measured = (value: number, unit: string): string =>
  ["", "cycles", "B"].includes(unit) ? formatWhole(value) : threeDigits(value);

/** Whether a limit that is met would be missed at the far end of what tables say. */
export const doubtAbout = ({ metric, relation, bound, unit, satisfied }: PlanLimit, { metrics }: Plan): string => {
  const bands = new Map([
    ["energy", metrics.energyPjBand],
    ["area", metrics.areaMm2Band],
  ]);
  const band = bands.get(metric) ?? null;
  if (!satisfied || band === null) return "";
  const missed = relation === "<=" ? inUnit(band.high, unit) > bound : inUnit(band.low, unit) < bound;
  return missed ? "but not at the far end of the band" : "";
};

/** Beyond twice the bound a factor says more than a percentage. */
export const marginText = (margin: number, satisfied: boolean): string => {
  if (margin < -1) return `${threeDigits(1 - margin)} times the bound`;
  return `${formatShare(Math.abs(margin))} ${satisfied ? "to spare" : "off"}`;
};

/** Shares of the latency by what bounds each layer, the largest first; empty where no layer takes time. */
export const boundShares = (plan: Plan): readonly (readonly [bound: string, share: number])[] => {
  const cycles = new Map<string, number>();
  const layers = layersOf(plan);
  for (const { bound, latencyCycles } of layers) cycles.set(bound, (cycles.get(bound) ?? 0) + latencyCycles);
  const total = layers.reduce((sum, { latencyCycles }) => sum + latencyCycles, 0);
  if (total === 0) return [];
  return [...cycles].sort((a, b) => b[1] - a[1]).map(([bound, part]) => [bound, part / total] as const);
};

/** Of engines that work at the same time, the slowest set the pace, whatever the others take; undefined where layers run in turn. */
export const paceText = (plan: Plan): string | undefined => {
  const engines = layersOf(plan).flatMap(({ name, engine }) => (engine === undefined ? [] : [{ name, ...engine }]));
  const slowest = Math.max(0, ...engines.map(({ intervalCycles }) => intervalCycles));
  const [first, ...others] = engines.filter(({ intervalCycles }) => intervalCycles === slowest);
  if (first === undefined) return undefined;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return `the engine of ${abridge(first.name, 40)}${more}, ${formatWhole(slowest)} cycles an inference`;
};

/** What shares of layers are shares of: the sum of all, or the whole run where they overlap as engines do. */
export const spannedCycles = (plan: Plan): number => {
  const layers = layersOf(plan);
  const sum = layers.reduce((cycles, { latencyCycles }) => cycles + latencyCycles, 0);
  return layers.some(({ engine }) => engine !== undefined) ? (plan.metrics.latencyCycles ?? sum) : sum;
};

export const layersOf = ({ networks }: Plan): readonly PlanLayer[] => networks.flatMap(({ layers }) => layers);

/** Whole up to a million: small networks are compared by the unit. */
export const countOf = (value: number | null): string => {
  if (value === null) return "not known";
  return value < 1e6 ? formatWhole(value) : formatScaled(value, "count");
};

export const perSecond = (rate: number | null): string => (rate === null ? "not known" : `${threeDigits(rate)} /s`);

export const reasonFor = ({ unknown }: Plan["metrics"], metric: string): string =>
  unknown.find(entry => entry.metric === metric)?.reason ?? "";

/** How the mappings were chosen. */
export const searchText = ({ provenance: { search } }: Plan): string => {
  const { distinctWorkloads, mappingsConsidered, exact, objective } = search;
  const effort = `${formatWhole(distinctWorkloads)} different ${search.space === undefined ? "workloads" : "layers on machines"}, ${formatWhole(mappingsConsidered)} mappings considered`;
  return `Mappings: ${effort}, ${exact ? "proven best" : "legal but not proven best"}; chosen for ${objective}`;
};
