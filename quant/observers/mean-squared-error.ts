import { centerOf, type Histogram, occupied } from "./histogram.ts";
import { type Observer, type Range, withZero } from "./observer.ts";

/** Candidates per end: the whole range in steps of 1/64 of it. */
const steps = 64;
/** Rounds of choosing one end for the other. */
const rounds = 3;

export const meanSquaredError: Observer = {
  name: "mse",
  summary: "The range with the least squared error of rounding and clipping together.",
  rangeOf(histogram, levels) {
    const whole = withZero(histogram);
    let best = leastOf(
      candidates.map(part => ({ low: whole.low * part, high: whole.high * part })),
      histogram,
      levels,
    );
    for (let round = 0; round < rounds; round++) {
      const { low, high } = best;
      const lows = candidates.map(part => ({ low: whole.low * part, high }));
      best = leastOf([best, ...(low < 0 ? lows : [])], histogram, levels);
      const highs = candidates.map(part => ({ low: best.low, high: whole.high * part }));
      best = leastOf([best, ...(high > 0 ? highs : [])], histogram, levels);
    }
    return best;
  },
};

const candidates = Array.from({ length: steps }, (_, i) => 1 - i / steps);

const leastOf = (ranges: readonly Range[], histogram: Histogram, levels: number): Range => {
  let best = ranges[0] ?? { low: 0, high: 0 };
  let least = Infinity;
  for (const range of ranges) {
    const error = squaredError(histogram, range, levels);
    if (error < least) [best, least] = [range, error];
  }
  return best;
};

/** Summed squared error of the histogram's values on `levels` codes over the range. */
const squaredError = (histogram: Histogram, { low, high }: Range, levels: number): number => {
  const step = (high - low) / (levels - 1);
  if (!(step > 0)) return Infinity;
  const bottom = Math.round(low / step);
  const grid = { step, bottom, top: bottom + levels - 1 };
  return histogram.values === undefined ? binnedError(histogram, grid) : exactError(histogram.values, grid);
};

/** Multiples of `step` from `bottom` to `top`. */
interface Grid {
  readonly step: number;
  readonly bottom: number;
  readonly top: number;
}

const exactError = (values: ReadonlyMap<number, number>, { step, bottom, top }: Grid): number => {
  let sum = 0;
  for (const [value, count] of values) {
    const code = Math.min(top, Math.max(bottom, Math.round(value / step)));
    sum += count * (value - code * step) ** 2;
  }
  return sum;
};

/**
 * Where a step spans many bins, each bin's middle is rounded; where it does not, rounding is taken to be uniform: step² / 12.
 */
const binnedError = (histogram: Histogram, { step, bottom, top }: Grid): number => {
  const isCoarse = step > 4 * histogram.binWidth;
  const [first, end] = occupied(histogram);
  let sum = 0;
  for (let bin = first; bin < end; bin++) {
    const count = histogram.bins[bin] ?? 0;
    if (count === 0) continue;
    const value = centerOf(histogram, bin);
    const clipped = Math.min(top * step, Math.max(bottom * step, value));
    const rounded = isCoarse ? Math.round(clipped / step) * step : clipped;
    const granular = isCoarse ? 0 : (step * step) / 12;
    sum += count * ((value - rounded) ** 2 + granular);
  }
  return sum;
};
