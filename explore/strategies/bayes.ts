/**
 * Bayesian optimization: Gaussian processes believe what scores and limits are, and the design is evaluated next that is worth most by
 * the acquisition chosen, times the chance that it keeps to the limits. For dear evaluations: proposing one takes longer than
 * with other strategies.
 */
import { z } from "zod";
import { type RandomStream, randomStream, resumedStream } from "../../support/random.ts";
import { isFeasible } from "../archive/feasibility.ts";
import { choiceColumns, type Column, rowOf } from "../predictors/features.ts";
import { conditionedOn, type GaussianProcess } from "../predictors/gaussian-process/gaussian-process.ts";
import type { Groups } from "../predictors/gaussian-process/kernel.ts";
import type { Row } from "../predictors/predictor.ts";
import type { Encoding } from "../space/design-space.ts";
import type { Belief } from "./acquisition/acquisition.ts";
import { acquisitions } from "./acquisition/index.ts";
import { feasibilityOf, type Sample } from "./bayes/feasibility.ts";
import { Kernels } from "./bayes/kernels.ts";
import { pickMostWorthy } from "./bayes/pick.ts";
import { drawWeights, scalarScores } from "./bayes/scalarize.ts";
import { Proposals } from "./designs/proposals.ts";
import { readState } from "./read-state.ts";
import type { MeasuredOutcome, Outcome, SearchProblem, StrategyDefinition } from "./strategy.ts";
import { trainingSet } from "./surrogate/training-set.ts";

/** Designs before the first process: enough to see each choice twice, within reason. */
const firstBatch = ({ space }: SearchProblem): number => Math.min(50, 5 + 2 * space.choices.length);
const batchSize = 5;
/** Outcomes that a process learns from: its effort grows with their cube. */
const mostLearned = 100;
/** Of designs that may be the best. */
const contenders = 30;
const parents = 20;

const kernelSchema = z.object({ logLengths: z.array(z.number()), logNoise: z.number(), known: z.number() });
const schema = z.object({
  stream: z.array(z.number()),
  kernels: z.record(z.string(), kernelSchema),
});

export const bayes: StrategyDefinition = {
  summary: "Gaussian processes say what each design is worth trying.",
  source: "Frazier, A tutorial on Bayesian optimization, arXiv 1807.02811; ParEGO: Knowles, IEEE TEVC 2006",
  create(problem, progress) {
    const stored = progress && readState("bayes", schema, progress.state);
    const stream = stored === undefined ? randomStream(problem.seed) : resumedStream(stored.stream);
    const kernels = new Kernels(stored?.kernels);
    let outcomes: readonly Outcome[] = progress?.outcomes ?? [];
    return {
      ask() {
        const proposals = new Proposals(problem.space, outcomes);
        const missing = firstBatch(problem) - outcomes.length;
        if (missing > 0) return proposals.random(missing, stream);
        return new Round(problem, outcomes, kernels, stream).batch(proposals);
      },
      tell(told) {
        outcomes = [...outcomes, ...told];
      },
      state: () => ({ stream: stream.state(), kernels: kernels.state() }),
    };
  },
};

/** One batch. A design that waits to be evaluated is believed to be what is expected of it (kriging believer: Ginsbourger et al. 2010). */
class Round {
  private readonly problem: SearchProblem;
  private readonly kernels: Kernels;
  private readonly stream: RandomStream;
  private readonly columns: readonly Column[];
  private readonly groups: Groups;
  private readonly measured: readonly Sample<MeasuredOutcome>[];
  private readonly feasibility: (row: Row) => number;
  private readonly known: number;

  constructor(problem: SearchProblem, outcomes: readonly Outcome[], kernels: Kernels, stream: RandomStream) {
    this.problem = problem;
    this.kernels = kernels;
    this.stream = stream;
    this.known = outcomes.length;
    const columns = choiceColumns(problem.space);
    this.columns = columns;
    this.groups = columns.map(column => column.choice ?? -1);
    const samples = trainingSet(outcomes, mostLearned).map(outcome => ({
      row: rowOf(columns, outcome.encoding),
      outcome,
    }));
    this.measured = samples.flatMap(({ row, outcome }) => (outcome.kind === "measured" ? [{ row, outcome }] : []));
    this.feasibility = feasibilityOf(problem, samples, this.groups, kernels, this.known);
  }

  batch(proposals: Proposals): readonly Encoding[] {
    const batch: Encoding[] = [];
    while (batch.length < batchSize) {
      const next = this.pick(proposals, batch);
      if (next === undefined) break;
      batch.push(next);
      proposals.learn([{ encoding: next }]);
    }
    return batch;
  }

  private pick(proposals: Proposals, waiting: readonly Encoding[]): Encoding | undefined {
    const { problem, stream, columns } = this;
    const scores = scalarScores(
      this.measured.map(({ outcome }) => outcome),
      drawWeights(problem.objectives, stream),
    );
    const order = [...scores.keys()].sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
    const within = order.filter(i => this.isWithinLimits(i));
    const ordered = within.length > 0 ? within : order;
    const breeders = ordered.slice(0, parents).map(i => this.measured[i]?.outcome.encoding ?? []);
    const worth = this.worthBy(scores, within, waiting, proposals);
    const worthOf = (design: Encoding): number => worth(rowOf(columns, design));
    return pickMostWorthy(problem.space, proposals, breeders, worthOf, stream);
  }

  private isWithinLimits(i: number): boolean {
    const outcome = this.measured[i]?.outcome;
    return outcome !== undefined && isFeasible(outcome);
  }

  /** Until something is within the limits, to be so is all that counts. */
  private worthBy(
    scores: readonly number[],
    within: readonly number[],
    waiting: readonly Encoding[],
    proposals: Proposals,
  ): (row: Row) => number {
    const { feasibility, columns, stream } = this;
    const [first] = within;
    if (first === undefined) return feasibility;
    const process = this.processOf(scores, waiting);
    const known = within.flatMap(i => this.measured[i]?.row ?? []);
    const others = proposals.random(contenders, stream).map(design => rowOf(columns, design));
    const belief: Belief = {
      process,
      best: scores[first] ?? NaN,
      known,
      contenders: [...known.slice(0, contenders), ...others],
    };
    const acquisition = acquisitions[this.problem.acquisition ?? "expected_improvement"];
    const worth = acquisition.worth(belief, stream);
    return row => worth(row) * feasibility(row);
  }

  private processOf(scores: readonly number[], waiting: readonly Encoding[]): GaussianProcess {
    const { groups, columns } = this;
    const rows = this.measured.map(({ row }) => row);
    const process = this.kernels.fit("score", { rows, targets: scores, groups }, this.known);
    if (waiting.length === 0) return process;
    const added = waiting.map(design => rowOf(columns, design));
    const targets = [...scores, ...added.map(process.meanAt)];
    return conditionedOn({ rows: [...rows, ...added], targets, groups }, process.parameters);
  }
}
