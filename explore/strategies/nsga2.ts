/** NSGA-II: parents by fronts and crowding, the best of parents and children survive. */
import type { Outcome, StrategyDefinition } from "./strategy.ts";
import { type PopulationRules, populationSize, populationStrategy, type Survivors } from "./population/population.ts";
import { compareRanked, rankOutcomes } from "./population/ranking.ts";
import { deck, tournament } from "./population/select.ts";
import { cross, mutate } from "./variation/variation.ts";

/** Deb et al. 2002, with the settings of pymoo 0.6. */
const variation = { crossoverChance: 0.9, crossoverIndex: 15 };

/** NSGA-II with a population of this size, and as many children; of a size that suits the budget where none is given. */
export const nsga2Of = (size?: number): StrategyDefinition => ({
  summary: "Evolution by non-dominated fronts and crowding.",
  source: "Deb, Pratap, Agarwal and Meyarivan, IEEE TEVC 2002; settings of pymoo 0.6",
  create: (problem, progress) => populationStrategy(rulesFor(size ?? populationSize(problem)), problem, progress),
});

export const nsga2 = nsga2Of();

const rulesFor = (size: number): PopulationRules => ({
  name: "nsga2",
  size,
  offspring: size,
  breeder({ space: { choices } }, { population, memory }, random) {
    const [ranks, crowding] = memory;
    const ranking = ranks === undefined || crowding === undefined ? rankOutcomes(population) : { ranks, crowding };
    const compare = (a: number, b: number): number => compareRanked(ranking, a, b);
    const parent = tournament(deck(population.length, random), compare, random);
    const encoding = (i: number) => population[i]?.encoding ?? [];
    return () =>
      cross(choices, [encoding(parent()), encoding(parent())], variation, random).map(child =>
        mutate(choices, child, random),
      );
  },
  survive: fittest,
});

/**
 * Front after front; of the last that has room, those that stand most alone. How good they were among all candidates is remembered:
 * that decides who becomes a parent.
 */
const fittest = (candidates: readonly Outcome[], most: number): Survivors => {
  const ranking = rankOutcomes(candidates);
  const order = [...candidates.keys()].sort((a, b) => compareRanked(ranking, a, b)).slice(0, most);
  return {
    population: order.flatMap(i => candidates[i] ?? []),
    // JSON has no infinity.
    memory: [
      order.map(i => ranking.ranks[i] ?? 0),
      order.map(i => Math.min(ranking.crowding[i] ?? 0, Number.MAX_VALUE)),
    ],
  };
};
