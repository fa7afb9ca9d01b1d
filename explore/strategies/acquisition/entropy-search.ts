/**
 * Max-value entropy search, here of the least value: how much evaluating a design is expected to tell of what the least score is. A
 * score is normal, and once the least one is known it is cut off below it; the difference of their entropies is in closed form.
 */
import { normalCumulative, normalDensity } from "../../../support/normal.ts";
import type { Acquisition } from "./acquisition.ts";

/** Least scores that it is averaged over. */
const draws = 16;

export const entropySearch: Acquisition = {
  source: "Wang and Jegelka, ICML 2017, equation 6",
  worth({ process, contenders, best }) {
    const normals = contenders.map(row => process.at(process.project(row)));
    const parts = normals.map(({ mean, variance }) => ({ mean, deviation: Math.sqrt(variance) }));
    const least = Array.from({ length: draws }, (_, i) => leastAt((i + 0.5) / draws, parts, best));
    return row => {
      const { mean, variance } = process.at(process.project(row));
      const deviation = Math.sqrt(variance);
      if (!(deviation > 0)) return 0;
      return least.reduce((sum, value) => sum + entropyLost((mean - value) / deviation), 0) / draws;
    };
  },
};

/** By how much a normal's entropy falls where it is known to lie above its mean less `gamma` deviations. */
export const entropyLost = (gamma: number): number => {
  // Further out the terms cancel beyond what doubles hold; a score that sure to be below the least one is not known better.
  const bounded = Math.max(-30, gamma);
  const share = normalCumulative(bounded);
  return Math.max(0, (bounded * normalDensity(bounded)) / (2 * share) - Math.log(share));
};

interface Part {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * The value below which the least of them lies with this probability, 1 − Π Φ((mean − y) / deviation), by halving; none lies above
 * `best`.
 *
 * Ignores: that scores of like designs are correlated (so do Wang and Jegelka).
 */
export const leastAt = (probability: number, parts: readonly Part[], best: number): number => {
  const deepest = parts.reduce((low, { mean, deviation }) => Math.min(low, mean - 10 * deviation), best);
  let [low, high] = [deepest, best];
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    const above = parts.reduce((product, { mean, deviation }) => product * chanceAbove(middle, mean, deviation), 1);
    if (1 - above < probability) low = middle;
    else high = middle;
  }
  return high;
};

const chanceAbove = (value: number, mean: number, deviation: number): number =>
  deviation > 0 ? normalCumulative((mean - value) / deviation) : mean > value ? 1 : 0;
