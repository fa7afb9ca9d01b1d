/** Regularized evolution: the best of a few is mutated, and the oldest dies, however good it was. */
import type { RandomStream } from "../../support/random.ts";
import { type PopulationRules, populationStrategy } from "./population/population.ts";
import { compareRanked, type Ranking, rankOutcomes } from "./population/ranking.ts";
import { shuffled } from "./population/select.ts";
import type { StrategyDefinition } from "./strategy.ts";
import { mutateOne } from "./variation/variation.ts";

/** Of the paper's experiments: 100 live, 25 are drawn. */
const populationSize = 100;
const sampleSize = 25;
/** The paper has one child at a time, made by many workers at once. Here so many are made of one population. */
const offspring = 10;

export const evolution: StrategyDefinition = {
  summary: "Mutation of the best of a sample; the oldest die.",
  source: "Real, Aggarwal, Huang and Le, AAAI 2019; with several objectives the best is by fronts and crowding",
  create: (problem, progress) => populationStrategy(rules, problem, progress),
};

const rules: PopulationRules = {
  name: "evolution",
  size: populationSize,
  offspring,
  breeder({ space }, { population }, random) {
    const ranking = rankOutcomes(population);
    return () => {
      const parent = population[bestOfSample(ranking, random)];
      return parent === undefined ? [] : [mutateOne(space.choices, parent.encoding, random)];
    };
  },
  survive: (candidates, size, memory) => ({ population: candidates.slice(-size), memory }),
};

const bestOfSample = (ranking: Ranking, random: RandomStream): number =>
  shuffled(ranking.ranks.length, random)
    .slice(0, sampleSize)
    .reduce((best, other) => (compareRanked(ranking, other, best) < 0 ? other : best));
