/**
 * The loop of LINAS: a batch is measured, predictors learn from all that was, NSGA-II searches what they predict, and the best that it finds
 * is the next batch. Here what was measured stands beside what is predicted when the batch is chosen, so that designs are taken for
 * what they would add to the front.
 */
import { z } from "zod";
import { type RandomStream, randomStream, resumedStream } from "../../support/random.ts";
import { type Encoding, keyOf } from "../space/design-space.ts";
import { Proposals } from "./designs/proposals.ts";
import { nsga2Of } from "./nsga2.ts";
import { compareRanked, rankOutcomes } from "./population/ranking.ts";
import { readState } from "./read-state.ts";
import type { Outcome, SearchProblem, StrategyDefinition } from "./strategy.ts";
import { learnOutcomes } from "./surrogate/outcome-model.ts";
import { trainingSet } from "./surrogate/training-set.ts";

/** DyNAS-T measures 50 designs before it learns, and as many at a time after that. */
const firstBatch = 50;
/** The fewer are known, the more a batch changes what is believed: batches are small at first, and grow with what is known. */
const leastBatch = 20;
const batchShare = 0.1;
/** Of NSGA-II on predictions. */
const populationSize = 100;
/** Designs that it tries before each batch; DyNAS-T predicts 5,000 and more. */
const leastPredicted = 3000;

const schema = z.object({ stream: z.array(z.number()) });

export const linas: StrategyDefinition = {
  summary: "Evolution on predictors that learn from each measured batch.",
  source:
    "Cummings et al., A hardware-aware framework for accelerating neural architecture search, arXiv 2205.10358 (LINAS)",
  create(problem, progress) {
    const stored = progress && readState("linas", schema, progress.state);
    const stream = stored === undefined ? randomStream(problem.seed) : resumedStream(stored.stream);
    let outcomes: readonly Outcome[] = progress?.outcomes ?? [];
    const proposals = new Proposals(problem.space, outcomes);
    return {
      ask() {
        const missing = firstBatch - outcomes.length;
        return missing > 0 ? proposals.random(missing, stream) : promising(problem, outcomes, stream);
      },
      tell(told) {
        proposals.learn(told);
        outcomes = [...outcomes, ...told];
      },
      state: () => ({ stream: stream.state() }),
    };
  },
};

/** The designs that nobody has evaluated of which most is predicted. */
const promising = (problem: SearchProblem, outcomes: readonly Outcome[], stream: RandomStream): readonly Encoding[] => {
  const model = learnOutcomes(problem, trainingSet(outcomes));
  const search = nsga2Of(populationSize).create(problem, {
    state: {
      stream: randomStream(stream.integer(0, 2 ** 31 - 1)).state(),
      population: best(model.measured, populationSize),
      memory: [],
    },
    outcomes,
  });
  const candidates: Outcome[] = [];
  while (candidates.length < leastPredicted) {
    const predicted = search.ask().map(model.predict);
    if (predicted.length === 0) break;
    search.tell(predicted);
    candidates.push(...predicted);
  }
  const count = Math.max(leastBatch, Math.floor(batchShare * outcomes.length));
  return chosen([...candidates, ...model.measured], candidates.length, count, choicesThatScore(problem, outcomes));
};

const best = (outcomes: readonly Outcome[], count: number): readonly Outcome[] => {
  const ranking = rankOutcomes(outcomes);
  const order = [...outcomes.keys()].sort((a, b) => compareRanked(ranking, a, b));
  return order.slice(0, count).flatMap(i => outcomes[i] ?? []);
};

/**
 * So many choices, from the first on, decide the scores by all that was measured: those of networks, where accuracy is all that counts,
 * and else all.
 */
const choicesThatScore = ({ space }: SearchProblem, outcomes: readonly Outcome[]): number => {
  const { choices, networkChoices = 0 } = space;
  const scoresOf = new Map<string, string>();
  for (const outcome of outcomes) {
    if (outcome.kind !== "measured") continue;
    const network = keyOf(outcome.encoding.slice(0, networkChoices));
    const scores = outcome.scores.join();
    if ((scoresOf.get(network) ?? scores) !== scores) return choices.length;
    scoresOf.set(network, scores);
  }
  return networkChoices > 0 ? networkChoices : choices.length;
};

/**
 * Of the first `candidates`, the best among all; what was measured takes its place in the ranking, but is not chosen. Of those whose
 * scores are the same for certain one, as far as there are others: many machines for one network would tell nothing of networks.
 * @param scoring choices, from the first on, decide the scores.
 */
const chosen = (
  outcomes: readonly Outcome[],
  candidates: number,
  count: number,
  scoring: number,
): readonly Encoding[] => {
  const ranking = rankOutcomes(outcomes);
  const order = Array.from({ length: candidates }, (_, i) => i).sort((a, b) => compareRanked(ranking, a, b));
  const encodings = order.flatMap(i => (outcomes[i] === undefined ? [] : [outcomes[i].encoding]));
  const known = new Set<string>();
  const [first, again]: [Encoding[], Encoding[]] = [[], []];
  for (const encoding of encodings) {
    const key = keyOf(encoding.slice(0, scoring));
    (known.has(key) ? again : first).push(encoding);
    known.add(key);
  }
  return [...first, ...again].slice(0, count);
};
