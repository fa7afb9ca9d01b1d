/** The networks first, by their objectives alone; then a machine for the best of them. */
import { DesignSampler } from "../designs/sampler.ts";
import { nsga2 } from "../nsga2.ts";
import type { Outcome, SearchProblem, StrategyDefinition } from "../strategy.ts";
import { partOfSpace } from "./part-of-space.ts";
import { type StageRules, stagedStrategy } from "./staged.ts";

export const nasThenAsic: StrategyDefinition = {
  summary: "The best networks as if there were no limits, then a machine for them.",
  source: "the baseline NAS→ASIC of Yang et al., DAC 2020",
  needsParts: true,
  wantsAllScores: true,
  create: (problem, progress) => stagedStrategy(rules, problem, progress),
};

const rules: StageRules = {
  name: "nas-then-asic",
  first({ space }, random) {
    // One machine that can be built: which one makes no difference to networks alone.
    const any = new DesignSampler(space).draw(random, new Set(), new Set()) ?? [];
    const { partOf, ...part } = partOfSpace(space, 0, space.networkChoices ?? 0, any);
    return {
      ...part,
      strategy: nsga2,
      limits: 0,
      partOf: outcome => partOf(outcome.kind === "measured" ? { ...outcome, violations: [] } : outcome),
    };
  },
  second({ space, limits }: SearchProblem, outcomes) {
    const { encoding = [] } = best(outcomes) ?? {};
    const part = partOfSpace(space, space.networkChoices ?? 0, space.choices.length, encoding);
    return { ...part, strategy: nsga2, limits };
  },
};

/** By the first objective, then the next. */
const best = (outcomes: readonly Outcome[]): Outcome | undefined =>
  outcomes.toSorted((a, b) => {
    const [ofA, ofB] = [scoresOf(a), scoresOf(b)];
    const differing = ofA.findIndex((score, i) => score !== ofB[i]);
    return differing === -1 ? 0 : (ofA[differing] ?? Infinity) - (ofB[differing] ?? Infinity);
  })[0];

const scoresOf = (outcome: Outcome): readonly number[] =>
  outcome.kind === "measured" ? outcome.scores : [Number.MAX_VALUE];
