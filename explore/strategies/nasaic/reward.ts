/** What an outcome is worth: NASAIC's reward, accuracy less a penalty for every limit that is missed. */
import type { Outcome } from "../strategy.ts";

/** Of the penalty (Yang et al., DAC 2020). */
const penaltyWeight = 10;

/** What has been seen so far, to measure the next by. */
export interface Seen {
  /** Per limit, the largest share by which a design has missed it. */
  readonly violations: readonly number[];
  /** Per objective, the lowest and the highest score. */
  readonly lowest: readonly number[];
  readonly highest: readonly number[];
}

export const nothingSeen = (objectives: number, limits: number): Seen => ({
  violations: Array<number>(limits).fill(0),
  lowest: Array<number>(objectives).fill(Infinity),
  highest: Array<number>(objectives).fill(-Infinity),
});

export const seenWith = (seen: Seen, outcome: Outcome): Seen => ({
  violations: outcome.kind === "impossible" ? seen.violations : widest(seen.violations, outcome.violations, Math.max),
  lowest: outcome.kind === "measured" ? widest(seen.lowest, outcome.scores, Math.min) : seen.lowest,
  highest: outcome.kind === "measured" ? widest(seen.highest, outcome.scores, Math.max) : seen.highest,
});

const widest = (
  known: readonly number[],
  added: readonly number[],
  choose: (a: number, b: number) => number,
): readonly number[] => known.map((each, i) => choose(each, added[i] ?? each));

/**
 * `R = A − 10 P`, `P = Σ max(v − limit, 0) / (worst − limit)`, where the worst is the worst seen so far; the paper takes that of a search
 * of its own beforehand. A is the accuracy: the score with its sign turned, where there is one; of several, how close they are to the
 * best of what was seen, on the average. What was pruned has no accuracy, only its penalty; what can't be built misses everything.
 */
export const rewardOf = (outcome: Outcome, seen: Seen): number => {
  if (outcome.kind === "impossible") return -penaltyWeight * Math.max(1, seen.violations.length);
  const penalty = outcome.violations.reduce(
    (sum, each, i) => sum + (each <= 0 ? 0 : each / Math.max(each, seen.violations[i] ?? 0)),
    0,
  );
  return (outcome.kind === "pruned" ? 0 : worthOf(outcome.scores, seen)) - penaltyWeight * penalty;
};

const worthOf = (scores: readonly number[], { lowest, highest }: Seen): number => {
  const [only, ...others] = scores;
  if (only === undefined) return 0;
  if (others.length === 0) return -only;
  const shares = scores.map((score, i) => {
    const [low, high] = [lowest[i] ?? score, highest[i] ?? score];
    return high > low ? (high - score) / (high - low) : 1;
  });
  return shares.reduce((sum, each) => sum + each, 0) / scores.length;
};
