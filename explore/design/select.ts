/**
 * Which points along the fronts of its layers the networks of one chip take: those that are best within the limits. Latencies
 * and dynamic energies of layers add up, so that all that counts of a choice is one such pair per network.
 */
import { cheapestWithin } from "../../support/cheapest-within.ts";
import { networkFront } from "../network-front.ts";
import { leastRoute, type Option, type Route, type Stages } from "../../support/stages.ts";
import { ParetoSet } from "../archive/pareto-set.ts";
import type { Limit } from "../limits.ts";
import { type Demands, type Goal, isWithin, rounding, scoresOf } from "./demands.ts";
import { type ChipFacts, type Figures, leakedPerCycle, type NetworkFacts } from "./figures.ts";

/** A network ready to be chosen: of each option, `weight` is its cycles and `cost` its energy without leakage, in pJ. */
export interface Selectable {
  readonly facts: NetworkFacts;
  readonly stages: Stages;
}

export interface Selection {
  readonly scores: readonly number[];
  readonly figures: Figures;
  /** One per network. */
  readonly routes: readonly Route[];
}

export interface Selections {
  /** None is beaten by another; empty where no choice is within the limits. */
  readonly front: readonly Selection[];
  /** False where choices were too many to look at all. */
  readonly exact: boolean;
}

/** Points of a network's front that are kept; with several networks, of each, since their choices multiply. */
const mostPoints = [20_000, 20_000, 400, 50] as const;

/**
 * First the choice that would be best if there were no limits but one on time; where it is within all, nothing is better. Else the
 * whole front of each network, combined.
 */
export const selectAlong = (networks: readonly Selectable[], chip: ChipFacts, demands: Demands): Selections => {
  const best = bestCase(networks, chip);
  if (best === undefined || !isWithin(demands, best)) return { front: [], exact: true };
  return directly(networks, chip, demands) ?? exhaustively(networks, chip, demands);
};

/** Least latency, energy and dynamic energy, though not of one choice. Undefined where there is no choice at all. */
const bestCase = (networks: readonly Selectable[], chip: ChipFacts): Figures | undefined => {
  const energy = energyIn(chip);
  const bounds = networks.flatMap(({ facts, stages }) => {
    const fastest = leastRoute(stages, weightOf, costOf);
    const calmest = leastRoute(stages, costOf, weightOf);
    const cheapest = leastRoute(stages, energy, weightOf);
    if (fastest === undefined || calmest === undefined || cheapest === undefined) return [];
    return [{ ...facts, latencyCycles: fastest.weight, dynamicPj: calmest.cost, energyPj: energy(cheapest) }];
  });
  return bounds.length === networks.length ? { isBound: true, chip, networks: bounds } : undefined;
};

const weightOf = ({ weight }: Option): number => weight;
const costOf = ({ cost }: Option): number => cost;

const energyIn = (chip: ChipFacts): ((option: Option) => number) => {
  const leaked = leakedPerCycle(chip);
  return ({ cost, weight }) => cost + leaked * weight;
};

const selectionOf = (
  networks: readonly Selectable[],
  chip: ChipFacts,
  demands: Demands,
  routes: readonly Route[],
): Selection => {
  const energy = energyIn(chip);
  const figures = {
    isBound: false,
    chip,
    networks: networks.map(({ facts }, i) => {
      const { weight, cost } = routes[i] ?? { weight: 0, cost: 0 };
      return { ...facts, latencyCycles: weight, dynamicPj: cost, energyPj: energy({ weight, cost }) };
    }),
  };
  return { scores: scoresOf(demands, figures), figures, routes };
};

/** What a goal asks of the choice, beside what the chip and the networks settle. */
type Wish = "nothing" | "speed" | "energy" | "other";

const wishes: Readonly<Partial<Record<Limit["metric"], Wish>>> = {
  latency: "speed",
  throughput: "speed",
  energy: "energy",
  power: "other",
  edp: "other",
};

export const wishOf = ({ goals }: Demands): Wish => {
  const wanted = new Set(goals.map(wishOfGoal).filter(wish => wish !== "nothing"));
  const [only = "energy", ...more] = wanted;
  return more.length > 0 ? "other" : only;
};

const wishOfGoal = (goal: Goal): Wish => {
  if ("closeTo" in goal) return "other";
  const wish = wishes[goal.metric] ?? "nothing";
  // A goal of one network leaves the others free, so that nothing decides between their choices.
  return goal.network === undefined || wish === "nothing" ? wish : "other";
};

/** The single best choice where the goals want one thing and the limits do not speak against it; undefined where that is not sure. */
const directly = (networks: readonly Selectable[], chip: ChipFacts, demands: Demands): Selections | undefined => {
  const routes = directRoutes(networks, chip, demands);
  return routes === undefined ? undefined : selectRoutes(networks, chip, demands, routes);
};

/** These routes, if they are within the limits. */
export const selectRoutes = (
  networks: readonly Selectable[],
  chip: ChipFacts,
  demands: Demands,
  routes: readonly Route[],
): Selections | undefined => {
  const selection = selectionOf(networks, chip, demands, routes);
  return isWithin(demands, selection.figures) ? { front: [selection], exact: true } : undefined;
};

const directRoutes = (
  networks: readonly Selectable[],
  chip: ChipFacts,
  demands: Demands,
): readonly Route[] | undefined => {
  const energy = energyIn(chip);
  const routes = networks.map(network => {
    switch (wishOf(demands)) {
      case "speed":
        return leastRoute(network.stages, weightOf, energy);
      case "energy":
      case "nothing":
        return leastEnergyWithin(network, energy, cycleBudget(network.facts, networks.length, chip, demands));
      case "other":
        return undefined;
    }
  });
  const found = routes.filter(route => route !== undefined);
  return found.length === networks.length ? found : undefined;
};

const leastEnergyWithin = (
  { stages }: Selectable,
  energy: (option: Option) => number,
  budget: number,
): Route | undefined => {
  const cheapest = leastRoute(stages, energy, weightOf);
  if (cheapest === undefined || cheapest.weight <= budget) return cheapest;
  const priced = stages.map(stage =>
    stage.map(({ options, ...way }) => ({
      ...way,
      options: options.map(option => ({ weight: option.weight, cost: energy(option) })),
    })),
  );
  const route = cheapestWithin(priced, budget);
  return route === undefined ? undefined : summed(stages, route.taken);
};

/** The sums of a choice. */
const summed = (stages: Stages, taken: Route["taken"]): Route => {
  let [weight, cost] = [0, 0];
  for (const [layer, { transition, option }] of taken.entries()) {
    const chosen = stages[layer]?.[transition]?.options[option] ?? { weight: 0, cost: 0 };
    weight += chosen.weight;
    cost += chosen.cost;
  }
  return { weight, cost, taken };
};

/** What the limits on time leave to a network by itself; those on all networks together, where it is the only one. */
const cycleBudget = (facts: NetworkFacts, count: number, chip: ChipFacts, { limits }: Demands): number => {
  const budgets = limits.flatMap(({ metric, network, relation, bound, dimension }) => {
    if (network === undefined ? count > 1 : network !== facts.name) return [];
    if (metric === "latency" && relation === "<=")
      return [dimension === "cycles" ? bound : wholeCycles(bound * chip.clockHz)];
    if (metric === "throughput" && relation === ">=" && bound > 0) return [wholeCycles(chip.clockHz / bound)];
    return [];
  });
  const keepingUp = facts.rate === undefined || count > 1 ? Infinity : wholeCycles(chip.clockHz / facts.rate);
  return Math.min(keepingUp, ...budgets);
};

/** Whole cycles within a bound that doubles may have rounded down. */
const wholeCycles = (cycles: number): number => Math.floor(cycles * (1 + 1e-12));

/** Every combination of points of the networks' fronts. */
const exhaustively = (networks: readonly Selectable[], chip: ChipFacts, demands: Demands): Selections => {
  const most = mostPoints[Math.min(networks.length, mostPoints.length - 1)];
  const fronts = networks.map(({ stages }) => networkFront(stages, most));
  const best = new ParetoSet<Selection>(rounding);
  for (const routes of combinations(fronts.map(front => front.routes))) {
    const selection = selectionOf(networks, chip, demands, routes);
    if (isWithin(demands, selection.figures)) best.offer(selection);
  }
  return { front: best.front(), exact: fronts.every(({ tolerance }) => tolerance === 0) };
};

function* combinations(
  fronts: readonly (readonly Route[])[],
  chosen: readonly Route[] = [],
): Generator<readonly Route[]> {
  const front = fronts[chosen.length];
  if (front === undefined) yield chosen;
  else for (const route of front) yield* combinations(fronts, [...chosen, route]);
}
