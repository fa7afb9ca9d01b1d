/**
 * Several objectives as one: the augmented Tchebycheff distance from the best value of each, with weights drawn anew for every design,
 * so that all parts of the front are sought (ParEGO: Knowles, IEEE TEVC 2006, equation 2).
 */
import type { RandomStream } from "../../../support/random.ts";
import { ranksOf } from "../../predictors/ranks.ts";
import type { MeasuredOutcome } from "../strategy.ts";

/** What all objectives together count beside the worst one; ParEGO's. */
const augmentation = 0.05;

/** Positive and 1 in all, each such vector with the same chance (Rubinstein and Melamed: exponentials over their sum). */
export const drawWeights = (objectives: number, random: RandomStream): readonly number[] => {
  const parts = Array.from({ length: objectives }, () => -Math.log(1 - random.uniform()) + Number.EPSILON);
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map(part => part / total);
};

/**
 * One number per outcome, to be minimized. A single objective is left as it is; several are compared by their ranks, from 0 to 1, as
 * their units and tails say nothing of what they are worth to each other.
 */
export const scalarScores = (outcomes: readonly MeasuredOutcome[], weights: readonly number[]): readonly number[] => {
  if (weights.length === 1) return outcomes.map(({ scores: [score = NaN] }) => score);
  const last = Math.max(1, outcomes.length - 1);
  const ranks = weights.map((_, k) => ranksOf(outcomes.map(({ scores }) => scores[k] ?? NaN)));
  return outcomes.map((_, i) => {
    const parts = weights.map((weight, k) => (weight * (ranks[k]?.[i] ?? NaN)) / last);
    return Math.max(...parts) + augmentation * parts.reduce((sum, part) => sum + part, 0);
  });
};
