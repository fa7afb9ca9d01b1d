/** Which way the network takes through its layers, and which point of each front, given the limits. */
import { InternalError } from "../support/diagnostic.ts";
import type { Hertz } from "../support/quantity.ts";
import { cheapestWithin } from "../support/cheapest-within.ts";
import { leastProduct } from "./least-product.ts";
import type { Limit } from "./limits.ts";
import { valueIn } from "./metrics.ts";
import { networkFront } from "./network-front.ts";
import { leastRoute, type Option, type Route, type Stages } from "../support/stages.ts";

/** One layer's way from a state of the network to another, and the front of mappings that it has there. */
export interface Way {
  readonly from: number;
  readonly to: number;
  /** Never empty. */
  readonly front: readonly Costed[];
}

/** A mapping, or a bound of what mappings cost. */
export interface Costed {
  readonly cost: { readonly latency: number; readonly energy: number };
}

export interface Choice<W extends Way = Way> {
  /** One per layer: a way, and a position on its front. */
  readonly taken: readonly { readonly way: W; readonly option: number }[];
  /** What was minimized, for the plan. */
  readonly objective: string;
}

/**
 * Without limits the least energy-delay product. With a limit on time the least energy within it; else with one on energy the least
 * latency within it. Where the limit cannot be met, the choice that comes nearest: least latency, or least energy. With a limit on
 * power or on the energy-delay product the least energy within all limits, along the network's whole front.
 * Ignores: that idling between runs lowers power too, and slower mappings that also take more energy.
 * @param layers all ways of each.
 */
export const chooseMappings = <W extends Way>(
  layers: readonly (readonly W[])[],
  limits: readonly Limit[],
  clock: Hertz,
): Choice<W> => {
  const chosen = chooseRoute(stagesByEnergy(layers), limits, clock);
  if (chosen === undefined) throw new InternalError("no way leads through all layers");
  const taken = chosen.route.taken.map(({ transition, option }, layer) => {
    const way = layers[layer]?.[transition];
    if (way === undefined) throw new InternalError(`no way ${transition} of layer ${layer}`);
    return { way, option };
  });
  return { taken, objective: chosen.objective };
};

export interface ChosenRoute {
  readonly route: Route;
  /** What was minimized. */
  readonly objective: string;
  /** True where partial choices stood for one another, so that the choice may depend on all points, not on the best alone. */
  readonly isThinned: boolean;
}

/**
 * The same for stages whose options have energy as the cost and latency as the weight. Undefined where no way leads through all of
 * them.
 * @param mostKept as of `cheapestWithin`.
 */
export const chooseRoute = (
  stages: Stages,
  limits: readonly Limit[],
  clock: Hertz,
  mostKept = Infinity,
): ChosenRoute | undefined => {
  const among = needsWholeFront(limits) ? leastEnergyWithinAll(stages, limits, clock) : undefined;
  if (among !== undefined) return { route: among, objective: "least energy within all limits", isThinned: false };
  const cycles = cycleBudget(limits, clock);
  if (cycles !== undefined)
    return (
      within(stages, cycles, mostKept, "least energy within the limit on latency") ??
      chosen(leastRoute(stages, weightOf, costOf), "least latency, since the limit on latency cannot be met")
    );
  const picojoules = energyBudget(limits);
  if (picojoules === undefined) return chosen(leastProduct(stages), "least energy-delay product");
  const found = within(exchanged(stages), picojoules, mostKept, "least latency within the limit on energy");
  if (found === undefined)
    return chosen(leastRoute(stages, costOf, weightOf), "least energy, since the limit on energy cannot be met");
  const { cost, weight } = found.route;
  return { ...found, route: { ...found.route, cost: weight, weight: cost } };
};

const chosen = (route: Route | undefined, objective: string): ChosenRoute | undefined =>
  route && { route, objective, isThinned: false };

const within = (stages: Stages, budget: number, mostKept: number, objective: string): ChosenRoute | undefined => {
  const cheapest = leastRoute(stages, costOf, weightOf);
  if (cheapest === undefined || cheapest.weight <= budget) return chosen(cheapest, objective);
  const route = cheapestWithin(stages, budget, mostKept);
  return route && { route, objective, isThinned: mostKept !== Infinity };
};

/** True where no budget of cycles or energy alone stands for the limits. */
export const needsWholeFront = (limits: readonly Limit[]): boolean =>
  limits.some(({ metric }) => metric === "power" || metric === "edp");

/** Points of the network's front that are looked at; beyond, neighbours stand for one another. */
const mostPoints = 20_000;

const leastEnergyWithinAll = (stages: Stages, limits: readonly Limit[], clock: Hertz): Route | undefined =>
  networkFront(stages, mostPoints).routes.findLast(route => limits.every(limit => isKept(limit, route, clock)));

/** Limits on what the choice of mappings does not change count as kept. */
const isKept = ({ metric, dimension, relation, bound }: Limit, { weight, cost }: Route, clock: Hertz): boolean => {
  const latencySeconds = weight / clock;
  const measured = {
    latencyCycles: weight,
    latencySeconds,
    energyPj: cost,
    powerWatts: (cost * 1e-12) / latencySeconds,
    throughputPerSecond: 1 / latencySeconds,
  };
  const value = valueIn(measured, metric, dimension);
  if (value === null) return true;
  return relation === "<=" ? value <= bound * (1 + rounding) : value >= bound * (1 - rounding);
};

/** Doubles that differ by rounding are equal. */
const rounding = 1e-12;

const costOf = ({ cost }: Option): number => cost;
const weightOf = ({ weight }: Option): number => weight;

/** Energy is the cost and latency the weight. */
export const stagesByEnergy = (layers: readonly (readonly Way[])[]): Stages =>
  layers.map(ways =>
    ways.map(({ from, to, front }) => ({
      from,
      to,
      options: front.map(({ cost }) => ({ cost: cost.energy, weight: cost.latency })),
    })),
  );

/** Cost becomes weight, and weight cost. */
const exchanged = (stages: Stages): Stages =>
  stages.map(ways =>
    ways.map(way => ({ ...way, options: way.options.map(({ cost, weight }) => ({ cost: weight, weight: cost })) })),
  );

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
const wholeCycles = (cycles: number): number => Math.floor(cycles * (1 + rounding));

const energyBudget = (limits: readonly Limit[]): number | undefined =>
  tightest(limits.flatMap(({ metric, relation, bound }) => (metric === "energy" && relation === "<=" ? [bound] : [])));

const tightest = (bounds: readonly number[]): number | undefined =>
  bounds.length === 0 ? undefined : Math.min(...bounds);
