/**
 * Knowledge gradient: by how much the least mean of all designs is expected to fall once a design has been evaluated. It is exact over
 * finitely many designs, here those that may be the best and the one evaluated.
 */
import type { Acquisition } from "./acquisition.ts";
import { expectedMaximum } from "./expected-maximum.ts";

export const knowledgeGradient: Acquisition = {
  source: "Frazier, Powell and Dayanik, INFORMS Journal on Computing 2009",
  worth({ process, contenders }) {
    const projections = contenders.map(process.project);
    const gains = projections.map(projection => -process.at(projection).mean);
    return row => {
      const projection = process.project(row);
      const { mean, variance } = process.at(projection);
      const deviation = Math.sqrt(variance + process.noiseVariance);
      if (!(deviation > 0)) return 0;
      const heights = [...gains, -mean];
      const moves = contenders.map(
        (other, i) => process.covariance(row, other, projection, projections[i] ?? projection) / deviation,
      );
      const now = heights.reduce((a, b) => Math.max(a, b));
      return Math.max(0, expectedMaximum(heights, [...moves, variance / deviation]) - now);
    };
  },
};
