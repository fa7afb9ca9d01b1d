/** Which of many outcomes predictors learn from: their effort stays bounded however long a search has run. */
import { compareRanked, rankOutcomes } from "../population/ranking.ts";
import type { Outcome } from "../strategy.ts";

/** Half of them the best, half of them spread over the rest. */
const mostLearned = 2000;

/** In the order in which they came. */
export const trainingSet = (outcomes: readonly Outcome[], most = mostLearned): readonly Outcome[] => {
  if (outcomes.length <= most) return outcomes;
  const ranking = rankOutcomes(outcomes);
  const order = [...outcomes.keys()].sort((a, b) => compareRanked(ranking, a, b));
  const half = Math.floor(most / 2);
  const stride = (order.length - half) / (most - half);
  const spread = Array.from({ length: most - half }, (_, i) => order[half + Math.floor(i * stride)] ?? 0);
  const taken = [...order.slice(0, half), ...spread].sort((a, b) => a - b);
  return taken.flatMap(i => outcomes[i] ?? []);
};
