/**
 * Widths for all layers together: the cheapest choice whose noise stays within a budget. Noise adds up over layers and so does cost,
 * which makes it a multiple-choice knapsack; it is solved exactly, and how far greedy would have been off is told.
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
  /** What greedy costs over what this costs, minus 1; never below 0 but for rounding. Undefined where greedy finds nothing. */
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

/** The cheapest choice with summed noise of at most `budget`; undefined where even the least noise is more. */
export const chooseWidths = (
  problem: ChoiceProblem,
  options: readonly (readonly GroupOption[])[],
  budget: number,
): WidthChoice | undefined => {
  const route = cheapestWithin(chainOf(options), budget);
  if (route === undefined) return undefined;
  const widths = new Map<ValueId, number>();
  for (const [i, group] of problem.groups.entries()) {
    const option = options[i]?.[route.taken[i]?.option ?? 0];
    if (option === undefined) continue;
    widths.set(group.activation, option.activationBits);
    for (const [k, weight] of group.weights.entries()) widths.set(weight, option.weightBits[k] ?? 0);
  }
  const greedy = greedyCost(options, budget);
  const greedyGap = greedy === undefined ? undefined : route.cost === 0 ? 0 : greedy / route.cost - 1;
  return { widths, cost: route.cost, noise: route.weight, greedyGap };
};

/**
 * What a greedy walk costs that starts from the least noise and takes, as long as the budget lasts, the step that saves the most
 * cost per noise (AIMET's mixed precision walks so).
 */
const greedyCost = (options: readonly (readonly Option[])[], budget: number): number | undefined => {
  const places = options.map(() => 0);
  const sum = (measure: (option: Option) => number): number =>
    options.reduce((total, front, i) => total + measure(front[places[i] ?? 0] ?? { cost: 0, weight: 0 }), 0);
  if (sum(({ weight }) => weight) > budget) return undefined;
  for (;;) {
    const room = budget - sum(({ weight }) => weight);
    const steps = options.flatMap((front, group) => {
      const [now, next] = [front[places[group] ?? 0], front[(places[group] ?? 0) + 1]];
      if (now === undefined || next === undefined || next.weight - now.weight > room) return [];
      return [{ group, gain: (now.cost - next.cost) / Math.max(next.weight - now.weight, Number.MIN_VALUE) }];
    });
    const best = steps.reduce<{ group: number; gain: number } | undefined>(
      (most, step) => (most === undefined || step.gain > most.gain ? step : most),
      undefined,
    );
    if (best === undefined) return sum(({ cost }) => cost);
    places[best.group] = (places[best.group] ?? 0) + 1;
  }
};
