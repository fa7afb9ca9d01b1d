/** NSGA-III: as NSGA-II, but of the last front those survive that serve directions which have few designs yet. */
import type { RandomStream } from "../../../support/random.ts";
import { isFeasible, violationOf } from "../../archive/feasibility.ts";
import { nonDominatedRanks } from "../../archive/non-dominated-sort.ts";
import {
  type Memory,
  type PopulationRules,
  populationSize,
  populationStrategy,
  type Survivors,
} from "../population/population.ts";
import { membersByRank } from "../population/ranking.ts";
import { deck, tournament } from "../population/select.ts";
import type { Outcome, StrategyDefinition } from "../strategy.ts";
import { cross, mutate } from "../variation/variation.ts";
import { chosenByNiche, nicheOf } from "./niching.ts";
import { memoryOf, normalizationOf, normalized } from "./normalization.ts";
import { referenceDirections } from "./reference-directions.ts";

/** Deb and Jain 2014, table II. */
const variation = { crossoverChance: 1, crossoverIndex: 30 };

type Point = readonly number[];

export const nsga3: StrategyDefinition = {
  summary: "Evolution by non-dominated fronts and directions spread evenly.",
  source: "Deb and Jain, IEEE TEVC 2014; settings of pymoo 0.6",
  create: (problem, progress) =>
    populationStrategy(rulesFor(problem.objectives, populationSize(problem)), problem, progress),
};

const rulesFor = (objectives: number, size: number): PopulationRules => ({
  name: "nsga3",
  size,
  offspring: size,
  breeder({ space: { choices } }, { population }, random) {
    const violations = population.map(violationOf);
    const compare = (a: number, b: number): number => rising(violations[a] ?? 0, violations[b] ?? 0);
    const parent = tournament(deck(population.length, random), compare, random);
    const encoding = (i: number) => population[i]?.encoding ?? [];
    return () =>
      cross(choices, [encoding(parent()), encoding(parent())], variation, random).map(child =>
        mutate(choices, child, random),
      );
  },
  survive: (candidates, most, memory, random) =>
    survivorsOf(candidates, most, memory, random, referenceDirections(objectives, most)),
});

/** All that is within the limits, chosen by fronts and directions where it is too many; then what misses them by least. */
const survivorsOf = (
  candidates: readonly Outcome[],
  size: number,
  memory: Memory,
  random: RandomStream,
  directions: readonly Point[],
): Survivors => {
  const feasible = candidates.filter(isFeasible);
  const others = candidates.filter(each => !isFeasible(each)).sort((a, b) => rising(violationOf(a), violationOf(b)));
  if (feasible.length === 0) return { population: others.slice(0, size), memory };
  const scores = feasible.map(outcome => outcome.scores);
  const members = membersByRank(nonDominatedRanks(scores));
  const front = (members[0] ?? []).map(i => scores[i] ?? []);
  const normalization = normalizationOf(scores, front, memory);
  const niche = (i: number) => nicheOf(normalized(scores[i] ?? [], normalization), directions);
  const kept: number[] = [];
  for (const rank of members) {
    const room = size - kept.length;
    const isSplit = rank.length > room;
    const chosen = isSplit
      ? chosenByNiche(rank.map(niche), kept.map(niche), room, random).map(i => rank[i] ?? 0)
      : rank;
    kept.push(...chosen);
    if (kept.length === size) break;
  }
  const population: readonly Outcome[] = kept.flatMap(i => feasible[i] ?? []);
  return { population: [...population, ...others.slice(0, size - kept.length)], memory: memoryOf(normalization) };
};

/** Infinite ones are equal. */
const rising = (a: number, b: number): number => (a === b ? 0 : a - b);
