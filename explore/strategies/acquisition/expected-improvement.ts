/** Expected improvement: by how much a design is expected to beat the best one seen, where not to beat it counts as 0. */
import { normalCumulative, normalDensity } from "../../../support/normal.ts";
import type { Acquisition } from "./acquisition.ts";

/** E[max(0, best − Y)] of Y normal with this mean and deviation. */
export const improvement = (best: number, mean: number, deviation: number): number => {
  const gain = best - mean;
  if (!(deviation > 0)) return Math.max(0, gain);
  const z = gain / deviation;
  return Math.max(0, gain * normalCumulative(z) + deviation * normalDensity(z));
};

export const expectedImprovement: Acquisition = {
  source: "Jones, Schonlau and Welch, Journal of Global Optimization 1998, equation 15",
  worth:
    ({ process, best }) =>
    row => {
      const { mean, variance } = process.at(process.project(row));
      return improvement(best, mean, Math.sqrt(variance));
    },
};
