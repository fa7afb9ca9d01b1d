/** The cheapest network within a budget: a multiple-choice knapsack along the states, solved exactly by merging fronts. */
import { InternalError } from "./diagnostic.ts";
import {
  extended,
  leastRest,
  leastRoute,
  type Option,
  type Partial,
  type Route,
  routeOf,
  type Stages,
  start,
  type Taken,
} from "./stages.ts";

/**
 * The route whose summed weight is at most `limit` and whose summed cost is least; of equals, the lightest, then the first.
 * Undefined where even the lightest is over the budget. Exact: partial choices are dropped only where another in the same state is no
 * worse in both sums, where they cannot be completed within the budget, or where a Lagrangian bound shows that their
 * completion costs more than a choice at hand (Fisher, Management Science 1981).
 * @param mostKept partial choices per state. Where there are more, as of networks whose layers are much alike, they stand for one another: the
 * route keeps the limit and is no worse than any mixture of the corners of the hull beside it, but may cost a little more than the cheapest.
 */
export const cheapestWithin = (stages: Stages, limit: number, mostKept = Infinity): Route | undefined => {
  const lightest = leastRoute(stages, weightOf, costOf);
  const cheapest = leastRoute(stages, costOf, weightOf);
  if (lightest === undefined || cheapest === undefined) return undefined;
  if (cheapest.weight <= limit) return cheapest;
  const budget = limit;
  if (lightest.weight > budget) return undefined;
  const { price, light, heavy } = shadowPrice(stages, budget, lightest, cheapest);
  const rest = leastRest(stages, option => priced(option, price));
  const weightsAhead = leastRest(stages, weightOf);
  /** Those that can be completed within the budget for at most so much. */
  const within =
    (most: number): IsWanted =>
    ({ cost, weight }, layer, state) => {
      const bound = cost + (rest[layer]?.get(state) ?? Infinity) - price * (budget - weight);
      const room = layer === stages.length ? budget : budget + slack(budget);
      return weight + (weightsAhead[layer]?.get(state) ?? Infinity) <= room && bound <= most;
    };
  const exactly = ({ cost }: Route): number => cost + slack(Math.max(cost, rest[0]?.get(0) ?? 0));
  const mixed = mixture(stages, light, heavy, within(exactly(light)), mostKept) ?? light;
  const found = bestOf(stages, within(exactly(mixed)), mostKept);
  return found === undefined || found.cost > mixed.cost ? mixed : routeOf(found);
};

type IsWanted = (partial: Partial, layer: number, state: number) => boolean;

/** The cheapest of all that are wanted to the end; of equals, the lightest, then the first. */
const bestOf = (stages: Stages, isWanted: IsWanted, mostKept: number): Partial | undefined => {
  let reached: ReadonlyMap<number, readonly Partial[]> = new Map([[0, [start]]]);
  for (const [layer, stage] of stages.entries()) {
    const found = merged(reached, stage, (partial, state) => isWanted(partial, layer + 1, state));
    reached = new Map([...found].map(([state, partials]) => [state, thinned(nonDominated(partials), mostKept)]));
  }
  return nonDominated([...reached.values()].flat()).at(-1);
};

/** So many at most, spread evenly: the lightest and the cheapest among them. */
const thinned = <T>(front: readonly T[], most: number): readonly T[] =>
  front.length <= most
    ? front
    : Array.from({ length: most }, (_, i) => Math.round((i * (front.length - 1)) / (most - 1))).flatMap(
        position => front[position] ?? [],
      );

/**
 * The best of what two routes can be mixed to: each layer takes what one of them takes there. Where many layers are alike, both differ in all of
 * them, and what fits is that some of them take the one and the rest the other.
 */
const mixture = (
  stages: Stages,
  light: Route,
  heavy: Route,
  isWanted: IsWanted,
  mostKept: number,
): Route | undefined => {
  const sources = [light, heavy];
  const narrow = stages.map((stage, layer) =>
    sources.flatMap(({ taken }) => {
      const { transition = -1, option = -1 } = taken[layer] ?? {};
      const way = stage[transition];
      const point = way?.options[option];
      return way === undefined || point === undefined ? [] : [{ ...way, options: [point] }];
    }),
  );
  const best = bestOf(narrow, isWanted, mostKept);
  if (best === undefined) return undefined;
  const route = routeOf(best);
  return {
    ...route,
    taken: route.taken.map(({ transition }, layer) => existing(sources[transition]?.taken[layer])),
  };
};

const existing = (taken: Taken | undefined): Taken => {
  if (taken === undefined) throw new InternalError("a mixture of two routes takes from neither");
  return taken;
};

/** By state: all continuations that are worth having. */
export const merged = (
  reached: ReadonlyMap<number, readonly Partial[]>,
  stage: Stages[number],
  isWanted: (partial: Partial, state: number) => boolean,
): ReadonlyMap<number, readonly Partial[]> => {
  const next = new Map<number, Partial[]>();
  for (const [transition, { from, to, options }] of stage.entries()) {
    const found = next.get(to) ?? [];
    next.set(to, found);
    for (const previous of reached.get(from) ?? [])
      for (const [option, point] of options.entries()) {
        const partial = extended(previous, point, { transition, option });
        if (isWanted(partial, to)) found.push(partial);
      }
  }
  return next;
};

/** By rising weight and falling cost; of equals the first. */
export const nonDominated = (partials: readonly Partial[]): readonly Partial[] => {
  const front: Partial[] = [];
  for (const partial of partials.toSorted((a, b) => a.weight - b.weight || a.cost - b.cost))
    if (partial.cost < (front.at(-1)?.cost ?? Infinity)) front.push(partial);
  return front;
};

const costOf = ({ cost }: Option): number => cost;
const weightOf = ({ weight }: Option): number => weight;
const priced = ({ cost, weight }: Option, price: number): number => cost + price * weight;

/** Sums are of doubles, so that two ways to add the same numbers may differ in the last digits. */
const slack = (value: number): number => Math.abs(value) * 1e-9;

/**
 * The price of weight at which the cheapest choices just miss and just keep the budget, two neighbouring corners
 * of the convex hull of all sums (Eisner and Severance, JACM 1976).
 */
const shadowPrice = (
  stages: Stages,
  budget: number,
  lightest: Route,
  cheapest: Route,
): { readonly price: number; readonly light: Route; readonly heavy: Route } => {
  let [light, heavy] = [lightest, cheapest];
  for (;;) {
    const price = (light.cost - heavy.cost) / (heavy.weight - light.weight);
    const middle = leastRoute(stages, option => priced(option, price), weightOf);
    const value = priced(heavy, price);
    if (middle === undefined || priced(middle, price) >= value - slack(value)) return { price, light, heavy };
    if (middle.weight <= budget) light = middle;
    else heavy = middle;
  }
};
