/**
 * Widths for all layers together: the cheapest choice whose noise stays within a budget, or the one of least noise whose cost does.
 * Noise adds up over layers and so does cost, which makes it a multiple-choice knapsack; it is solved exactly, and how far greedy
 * would have been off is told.
 */
import type { ValueId } from "../../ir/graph.ts";
import { cheapestWithin } from "../../support/cheapest-within.ts";
import { chainOf, type Option } from "../../support/stages.ts";

/** Layers that read one activation: its width is theirs in common, each has its own for the weights. */
export interface LayerGroup {
  readonly activation: ValueId;
  /** Weights of the layers. */
  readonly weights: readonly ValueId[];
}

/** One way to have a group. */
export interface GroupOption extends Option {
  readonly activationBits: number;
  /** In the order of the group's weights. */
  readonly weightBits: readonly number[];
}

export interface ChoiceProblem {
  readonly groups: readonly LayerGroup[];
  readonly weightWidths: readonly number[];
  readonly activationWidths: readonly number[];
  /** Noise over signal at the outputs when only this value has that width. */
  noiseOf(value: ValueId, bits: number): number;
  /** What the layer with these weights costs; sums over layers, in any unit. Ignores: what the choice for one layer does to another. */
  costOf(weight: ValueId, weightBits: number, activationBits: number): number;
}

export interface WidthChoice {
  /** Of the groups' activations and weights. */
  readonly widths: ReadonlyMap<ValueId, number>;
  readonly cost: number;
  readonly noise: number;
  /** By how much greedy is worse in what was minimized, over this, minus 1; never below 0 but for rounding. Undefined where it finds nothing. */
  readonly greedyGap: number | undefined;
}

/** Every option of each group that is worth having. */
export const optionsOf = (problem: ChoiceProblem): readonly (readonly GroupOption[])[] =>
  problem.groups.map(group => {
    const options = problem.activationWidths.flatMap(activationBits => {
      const start: GroupOption = {
        activationBits,
        weightBits: [],
        cost: 0,
        weight: problem.noiseOf(group.activation, activationBits),
      };
      return group.weights.reduce<readonly GroupOption[]>(
        (partials, weight) =>
          worthHaving(
            partials.flatMap(partial => problem.weightWidths.map(bits => withLayer(problem, partial, weight, bits))),
          ),
        [start],
      );
    });
    return worthHaving(options);
  });

const withLayer = (problem: ChoiceProblem, partial: GroupOption, weight: ValueId, bits: number): GroupOption => ({
  activationBits: partial.activationBits,
  weightBits: [...partial.weightBits, bits],
  cost: partial.cost + problem.costOf(weight, bits, partial.activationBits),
  weight: partial.weight + problem.noiseOf(weight, bits),
});

/** By rising noise and falling cost; of equals the first. */
const worthHaving = (options: readonly GroupOption[]): readonly GroupOption[] => {
  const front: GroupOption[] = [];
  for (const option of options.toSorted((a, b) => a.weight - b.weight || a.cost - b.cost))
    // What a machine cannot run costs infinitely much, and is never worth having.
    if (option.cost < (front.at(-1)?.cost ?? Infinity)) front.push(option);
  return front;
};

/** The cheapest choice with summed noise of at most `mostNoise`; undefined where even the least noise is more. */
export const cheapestChoice = (
  problem: ChoiceProblem,
  options: readonly (readonly GroupOption[])[],
  mostNoise: number,
): WidthChoice | undefined => {
  const route = cheapestWithin(chainOf(options), mostNoise);
  if (route === undefined) return undefined;
  const places = route.taken.map(({ option }) => option);
  const greedy = greedyWalk(options, noise => noise <= mostNoise, neverDone);
  return choiceAt(problem, options, places, greedy.weight <= mostNoise ? gap(greedy.cost, route.cost) : undefined);
};

const neverDone = (): boolean => false;

/** The choice of least noise with summed cost of at most `mostCost`; undefined where even the cheapest costs more. */
export const quietestChoice = (
  problem: ChoiceProblem,
  options: readonly (readonly GroupOption[])[],
  mostCost: number,
): WidthChoice | undefined => {
  const turned = options.map(front => front.map(({ cost, weight }) => ({ cost: weight, weight: cost })).reverse());
  const route = cheapestWithin(chainOf(turned), mostCost);
  if (route === undefined) return undefined;
  const places = route.taken.map(({ option }, i) => (turned[i]?.length ?? 0) - 1 - option);
  const greedy = greedyWalk(
    options,
    () => true,
    cost => cost <= mostCost,
  );
  return choiceAt(problem, options, places, greedy.cost <= mostCost ? gap(greedy.weight, route.cost) : undefined);
};

/** Every choice with one value a step narrower that costs less. */
export const narrowerChoices = (problem: ChoiceProblem, from: WidthChoice): readonly WidthChoice[] => {
  const { widths, cost, greedyGap } = from;
  const { groups, weightWidths, activationWidths } = problem;
  const narrowed = (value: ValueId, all: readonly number[]): readonly WidthChoice[] => {
    const bits = widths.get(value) ?? 0;
    const narrower = all.filter(each => each < bits);
    return narrower.length === 0 ? [] : [choiceOf(problem, new Map([...widths, [value, Math.max(...narrower)]]))];
  };
  return groups
    .flatMap(({ activation, weights }) => [
      ...narrowed(activation, activationWidths),
      ...weights.flatMap(weight => narrowed(weight, weightWidths)),
    ])
    .filter(choice => choice.cost < cost)
    .map(choice =>
      greedyGap === undefined ? choice : { ...choice, greedyGap: gap((1 + greedyGap) * cost, choice.cost) },
    );
};

const choiceOf = ({ groups, costOf, noiseOf }: ChoiceProblem, widths: ReadonlyMap<ValueId, number>): WidthChoice => {
  const bitsOf = (value: ValueId): number => widths.get(value) ?? 0;
  const sum = (measure: (group: LayerGroup, weight: ValueId) => number): number =>
    groups.reduce((total, group) => group.weights.reduce((all, weight) => all + measure(group, weight), total), 0);
  return {
    widths,
    cost: sum(({ activation }, weight) => costOf(weight, bitsOf(weight), bitsOf(activation))),
    noise:
      sum((_, weight) => noiseOf(weight, bitsOf(weight))) +
      groups.reduce((total, { activation }) => total + noiseOf(activation, bitsOf(activation)), 0),
    greedyGap: undefined,
  };
};

const gap = (greedy: number, best: number): number => (best === 0 ? 0 : greedy / best - 1);

const choiceAt = (
  { groups }: ChoiceProblem,
  fronts: readonly (readonly GroupOption[])[],
  places: readonly number[],
  greedyGap: number | undefined,
): WidthChoice => {
  const widths = new Map<ValueId, number>();
  let [cost, noise] = [0, 0];
  for (const [i, group] of groups.entries()) {
    const option = fronts[i]?.[places[i] ?? 0];
    if (option === undefined) continue;
    cost += option.cost;
    noise += option.weight;
    widths.set(group.activation, option.activationBits);
    for (const [k, weight] of group.weights.entries()) widths.set(weight, option.weightBits[k] ?? 0);
  }
  return { widths, cost, noise, greedyGap };
};

/**
 * A greedy walk from the least noise, which takes the step that saves the most cost per noise among those that `mayGo`, until it
 * `isDone` or none is left (AIMET's mixed precision walks so).
 */
const greedyWalk = (
  fronts: readonly (readonly Option[])[],
  mayGo: (noise: number) => boolean,
  isDone: (cost: number) => boolean,
): Option => {
  const places = fronts.map(() => 0);
  const sum = (measure: (option: Option) => number): number =>
    fronts.reduce((total, front, i) => total + measure(front[places[i] ?? 0] ?? { cost: 0, weight: 0 }), 0);
  for (;;) {
    const [cost, weight] = [sum(option => option.cost), sum(option => option.weight)];
    if (isDone(cost)) return { cost, weight };
    const steps = fronts.flatMap((front, group) => {
      const [now, next] = [front[places[group] ?? 0], front[(places[group] ?? 0) + 1]];
      if (now === undefined || next === undefined || !mayGo(weight + next.weight - now.weight)) return [];
      return [{ group, gain: (now.cost - next.cost) / Math.max(next.weight - now.weight, Number.MIN_VALUE) }];
    });
    const best = steps.reduce<{ group: number; gain: number } | undefined>(
      (most, step) => (most === undefined || step.gain > most.gain ? step : most),
      undefined,
    );
    if (best === undefined) return { cost, weight };
    places[best.group] = (places[best.group] ?? 0) + 1;
  }
};
