import { type Histogram, occupied, centerOf } from "./histogram.ts";
import { type Observer, withZero } from "./observer.ts";

/** Part of the values that may lie beyond each end: 99.99 % within (Li et al., MQBench, NeurIPS 2021, section 3). */
const beyond = 1e-4;

export const percentile: Observer = {
  name: "percentile",
  summary: "From the 0.01 % to the 99.99 % quantile: the farthest outliers are clipped.",
  rangeOf(histogram) {
    const low = quantile(histogram, beyond);
    const high = quantile(histogram, 1 - beyond);
    return withZero({ low: Math.max(low, histogram.low), high: Math.min(high, histogram.high) });
  },
};

/** The value below which the given part lies, interpolated within its bin. */
const quantile = (histogram: Histogram, part: number): number => {
  const wanted = part * histogram.count;
  const [first, end] = occupied(histogram);
  let below = 0;
  for (let bin = first; bin < end; bin++) {
    const here = histogram.bins[bin] ?? 0;
    if (below + here >= wanted) return centerOf(histogram, bin) + ((wanted - below) / here - 0.5) * histogram.binWidth;
    below += here;
  }
  return histogram.high;
};
