/** The cheapest network within a budget: a multiple-choice knapsack along the states, solved exactly by merging fronts. */
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
} from "./stages.ts";

/**
 * The route whose summed weight is at most `limit` and whose summed cost is least; of equals, the lightest, then the first.
 * Undefined where even the lightest is over the budget. Exact: partial choices are dropped only where another in the same state is no
 * worse in both sums, where they cannot be completed within the budget, or where a Lagrangian bound shows that their
 * completion costs more than a choice at hand (Fisher, Management Science 1981).
 */
export const cheapestWithin = (stages: Stages, limit: number): Route | undefined => {
  const lightest = leastRoute(stages, weightOf, costOf);
  const cheapest = leastRoute(stages, costOf, weightOf);
  if (lightest === undefined || cheapest === undefined) return undefined;
  if (cheapest.weight <= limit) return cheapest;
  // What the cheapest needs is as good as no limit.
  const budget = Math.min(limit, cheapest.weight + slack(cheapest.weight));
  if (lightest.weight > budget) return undefined;
  const { price, incumbent } = shadowPrice(stages, budget, lightest, cheapest);
  const rest = leastRest(stages, option => priced(option, price));
  const weightsAhead = leastRest(stages, weightOf);
  const tolerance = slack(Math.max(incumbent, rest[0]?.get(0) ?? 0));
  const canWin = ({ cost, weight }: Partial, layer: number, state: number): boolean => {
    const bound = cost + (rest[layer]?.get(state) ?? Infinity) - price * (budget - weight);
    const room = layer === stages.length ? budget : budget + slack(budget);
    return weight + (weightsAhead[layer]?.get(state) ?? Infinity) <= room && bound <= incumbent + tolerance;
  };
  let reached: ReadonlyMap<number, readonly Partial[]> = new Map([[0, [start]]]);
  for (const [layer, stage] of stages.entries()) {
    const found = merged(reached, stage, (partial, state) => canWin(partial, layer + 1, state));
    reached = new Map([...found].map(([state, partials]) => [state, nonDominated(partials)]));
  }
  const best = nonDominated([...reached.values()].flat()).at(-1);
  return best === undefined ? undefined : routeOf(best);
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

/** The price of weight at which the cheapest choice just fits the budget, and what that choice costs. */
const shadowPrice = (
  stages: Stages,
  budget: number,
  lightest: Route,
  cheapest: Route,
): { readonly price: number; readonly incumbent: number } => {
  if (cheapest.weight <= budget) return { price: 0, incumbent: cheapest.cost };
  const at = (price: number): Route => leastRoute(stages, option => priced(option, price), weightOf) ?? lightest;
  let low = 0;
  let high = 1;
  while (at(high).weight > budget && high < 1e300) high *= 2;
  for (let round = 0; round < 100; round++) {
    const middle = (low + high) / 2;
    if (at(middle).weight > budget) low = middle;
    else high = middle;
  }
  const route = at(high);
  return route.weight <= budget ? { price: high, incumbent: route.cost } : { price: 0, incumbent: lightest.cost };
};
