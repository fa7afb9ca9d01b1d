/**
 * What all strategies with a population share: the first of it is drawn at random, later designs are bred from it, and who stays in it
 * is decided when their outcomes are told. How to breed and who stays are the strategy's own.
 */
import { z } from "zod";
import { type RandomStream, randomStream, resumedStream } from "../../../support/random.ts";
import type { Encoding } from "../../space/design-space.ts";
import { Proposals } from "../designs/proposals.ts";
import { outcomeSchema } from "../outcome-schema.ts";
import { readState } from "../read-state.ts";
import type { Outcome, SearchProblem, Strategy, StrategyProgress } from "../strategy.ts";

/** What a strategy remembers beside its population: points, as plain JSON. */
export type Memory = readonly (readonly number[])[];

export interface Survivors {
  readonly population: readonly Outcome[];
  readonly memory: Memory;
}

const mostMembers = 100;
const leastMembers = 20;
/** Small populations learn sooner from few evaluations, large ones keep more of the front. */
const wantedGenerations = 100;

/** As many as leave a hundred generations within the budget, but 20 to 100; 100 where the budget is not known. */
export const populationSize = ({ budget }: SearchProblem): number =>
  budget === undefined
    ? mostMembers
    : Math.min(mostMembers, Math.max(leastMembers, Math.floor(budget / wantedGenerations)));

export interface PopulationRules {
  readonly name: string;
  /** Members at the start, and at most. */
  readonly size: number;
  /** Designs of one batch once there is a population. */
  readonly offspring: number;
  /** Makes children of those who survived, one or more per call. */
  breeder(problem: SearchProblem, survivors: Survivors, random: RandomStream): () => readonly Encoding[];
  /** Who stays, of the population and of those just told. */
  survive(candidates: readonly Outcome[], size: number, memory: Memory, random: RandomStream): Survivors;
}

const schema = z.object({
  stream: z.array(z.number()),
  population: z.array(outcomeSchema),
  memory: z.array(z.array(z.number())),
});

export const populationStrategy = (
  rules: PopulationRules,
  problem: SearchProblem,
  progress?: StrategyProgress,
): Strategy => {
  const stored = progress && readState(rules.name, schema, progress.state);
  const stream = stored === undefined ? randomStream(problem.seed) : resumedStream(stored.stream);
  const proposals = new Proposals(problem.space, progress?.outcomes);
  let survivors: Survivors = { population: stored?.population ?? [], memory: stored?.memory ?? [] };
  return {
    ask() {
      const missing = rules.size - survivors.population.length;
      if (missing > 0) return proposals.random(missing, stream);
      return proposals.bred(rules.offspring, stream, rules.breeder(problem, survivors, stream));
    },
    tell(outcomes) {
      proposals.learn(outcomes);
      const candidates = [...survivors.population, ...outcomes];
      survivors = rules.survive(candidates, rules.size, survivors.memory, stream);
    },
    state: () => ({ stream: stream.state(), ...survivors }),
  };
};
