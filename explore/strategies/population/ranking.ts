/** Which of a population are better: within the limits first, then by fronts, then by how alone they stand. */
import { crowdingDistances } from "../../archive/crowding.ts";
import { isFeasible, violationOf } from "../../archive/feasibility.ts";
import { nonDominatedRanks } from "../../archive/non-dominated-sort.ts";
import type { Outcome } from "../strategy.ts";

export interface Ranking {
  /** By member, from 0 for the best. */
  readonly ranks: ArrayLike<number>;
  /** By member, within those of the same rank: the greater the better. 0 outside the limits. */
  readonly crowding: ArrayLike<number>;
}

/** Below 0 where the first is better: of a lower rank, or more alone in the same. */
export const compareRanked = ({ ranks, crowding }: Ranking, a: number, b: number): number => {
  const [rankOfA = 0, rankOfB = 0] = [ranks[a], ranks[b]];
  if (rankOfA !== rankOfB) return rankOfA - rankOfB;
  const [aloneA = 0, aloneB = 0] = [crowding[a], crowding[b]];
  // Both may be infinite.
  return aloneA === aloneB ? 0 : aloneB - aloneA;
};

/**
 * Constraint domination (Deb et al. 2002): what is within the limits is sorted into fronts; all else comes after it, by the sum of
 * its violations, and what can't be built comes last.
 */
export const rankOutcomes = (outcomes: readonly Outcome[]): Ranking => {
  const ranks = ranksOf(outcomes);
  const crowding = new Float64Array(outcomes.length);
  for (const members of membersByRank(ranks)) {
    const scores = members.flatMap(i => scoresOf(outcomes[i]));
    if (scores.length < members.length) continue;
    for (const [place, distance] of crowdingDistances(scores).entries()) crowding[members[place] ?? 0] = distance;
  }
  return { ranks, crowding };
};

const ranksOf = (outcomes: readonly Outcome[]): Int32Array => {
  const feasible = [...outcomes.keys()].filter(i => scoresOf(outcomes[i]).length > 0);
  const ranks = new Int32Array(outcomes.length).fill(-1);
  let last = -1;
  for (const [place, rank] of nonDominatedRanks(feasible.flatMap(i => scoresOf(outcomes[i]))).entries()) {
    ranks[feasible[place] ?? 0] = rank;
    last = Math.max(last, rank);
  }
  const violations = outcomes.map(violationOf);
  const levels = [...new Set(violations.filter(violation => violation > 0))].sort((a, b) => a - b);
  const rankOfViolation = new Map(levels.map((violation, level) => [violation, last + 1 + level]));
  for (const [i, violation] of violations.entries()) ranks[i] = rankOfViolation.get(violation) ?? ranks[i] ?? 0;
  return ranks;
};

/** The scores that count: none outside the limits. */
const scoresOf = (outcome: Outcome | undefined): readonly (readonly number[])[] =>
  outcome !== undefined && isFeasible(outcome) ? [outcome.scores] : [];

/** Members by rank, the best first. */
export const membersByRank = (ranks: Int32Array): readonly (readonly number[])[] => {
  const byRank: number[][] = [];
  for (const [i, rank] of ranks.entries()) (byRank[rank] ??= []).push(i);
  return byRank;
};
