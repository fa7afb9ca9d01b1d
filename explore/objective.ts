/** Which point of each layer's front the network takes, given the limits. */
import type { MappedWorkload } from "../mapping/mapper.ts";
import type { Hertz } from "../support/quantity.ts";
import { cheapestWithin, type Option } from "./choose-mappings.ts";
import type { Limit } from "./limits.ts";

export interface Choice {
  /** One per front. */
  readonly mappings: readonly MappedWorkload[];
  /** What was minimized, for the plan. */
  readonly objective: string;
}

/**
 * With a limit on time the least energy within it; without one, the least latency within a limit on energy, if any. Where
 * the limit cannot be met, the choice that comes nearest: least latency, or least energy.
 * Ignores: limits on power alone, which no choice is tuned to.
 */
export const chooseMappings = (
  fronts: readonly (readonly MappedWorkload[])[],
  limits: readonly Limit[],
  clock: Hertz,
): Choice => {
  const cycles = cycleBudget(limits, clock);
  if (cycles !== undefined) {
    const within = pick(fronts, byEnergy, cycles);
    return within === undefined
      ? { mappings: fastest(fronts), objective: "least latency, since the limit on latency cannot be met" }
      : { mappings: within, objective: "least energy within the limit on latency" };
  }
  const picojoules = energyBudget(limits);
  if (picojoules === undefined) return { mappings: fastest(fronts), objective: "least latency" };
  const within = pick(fronts, byLatency, picojoules);
  return within === undefined
    ? {
        mappings: pick(fronts, byEnergy, Infinity) ?? [],
        objective: "least energy, since the limit on energy cannot be met",
      }
    : { mappings: within, objective: "least latency within the limit on energy" };
};

const byEnergy = ({ cost }: MappedWorkload): Option => ({ cost: cost.energy, weight: cost.latency });
const byLatency = ({ cost }: MappedWorkload): Option => ({ cost: cost.latency, weight: cost.energy });

const fastest = (fronts: readonly (readonly MappedWorkload[])[]): readonly MappedWorkload[] =>
  pick(fronts, byLatency, Infinity) ?? [];

const pick = (
  fronts: readonly (readonly MappedWorkload[])[],
  view: (mapped: MappedWorkload) => Option,
  budget: number,
): readonly MappedWorkload[] | undefined =>
  cheapestWithin(
    fronts.map(front => front.map(view)),
    budget,
  )?.map((index, layer) => at(fronts, layer, index));

const at = (fronts: readonly (readonly MappedWorkload[])[], layer: number, index: number): MappedWorkload => {
  const mapped = fronts[layer]?.[index];
  if (mapped === undefined) throw new RangeError(`no mapping ${index} of layer ${layer}`);
  return mapped;
};

/** The tightest bound on the network's cycles: by latency in cycles or seconds, or by throughput. */
const cycleBudget = (limits: readonly Limit[], clock: Hertz): number | undefined =>
  tightest(
    limits.flatMap(({ metric, relation, bound, dimension }) => {
      if (metric === "latency" && relation === "<=")
        return [dimension === "cycles" ? bound : wholeCycles(bound * clock)];
      if (metric === "throughput" && relation === ">=" && bound > 0) return [wholeCycles(clock / bound)];
      return [];
    }),
  );

/** Whole cycles within a bound that doubles may have rounded down: 7 us at 1 GHz are 7000 cycles. */
const wholeCycles = (cycles: number): number => Math.floor(cycles * (1 + 1e-12));

const energyBudget = (limits: readonly Limit[]): number | undefined =>
  tightest(limits.flatMap(({ metric, relation, bound }) => (metric === "energy" && relation === "<=" ? [bound] : [])));

const tightest = (bounds: readonly number[]): number | undefined =>
  bounds.length === 0 ? undefined : Math.min(...bounds);
