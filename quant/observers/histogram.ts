/**
 * What calibration remembers of a tensor: its ends exactly and a histogram of fixed size, however much data streams by. Bins are
 * a power of two wide and begin at multiples of their width, and only ever merge in pairs: the result does not depend on
 * the order in which the samples came.
 */

/** Bins on each side of zero. */
const sideBins = 2048;

export interface Histogram {
  readonly low: number;
  readonly high: number;
  /** How many values were seen. */
  readonly count: number;
  readonly binWidth: number;
  /** Values in `[(i - sideBins) × binWidth, (i + 1 - sideBins) × binWidth)`. */
  readonly bins: Float64Array;
  /**
   * Each value that occurs and how often, in ascending order, where they are no more than `mostValues`: what is on a grid already, as
   * pixels are, is seen as such. Undefined where there are more.
   */
  readonly values: ReadonlyMap<number, number> | undefined;
}

/** As many as 8 bits tell apart. */
const mostValues = 256;

export interface HistogramBuilder {
  /** Counts the values; the place of the first that is NaN or infinite is returned, and nothing is counted from there on. */
  add(values: ArrayLike<number>): number | undefined;
  build(): Histogram;
}

export const histogramBuilder = (): HistogramBuilder => {
  let bins = new Float64Array(2 * sideBins);
  // Narrower bins than any binary32 needs: the first value sets the width.
  let binWidth = 0;
  let [low, high, count] = [Infinity, -Infinity, 0];
  let known: Map<number, number> | undefined = new Map();
  const widenTo = (magnitude: number): void => {
    const needed = widthFor(magnitude);
    if (binWidth === 0) binWidth = needed;
    for (; binWidth < needed; binWidth *= 2) bins = mergePairs(bins);
  };
  return {
    add(values) {
      for (let i = 0; i < values.length; i++) {
        // A negative zero is a zero.
        const value = (values[i] ?? NaN) + 0;
        if (!Number.isFinite(value)) return i;
        if (value < low || value > high) {
          [low, high] = [Math.min(low, value), Math.max(high, value)];
          widenTo(Math.max(Math.abs(low), Math.abs(high)));
        }
        const bin = Math.floor(value / binWidth) + sideBins;
        bins[bin] = (bins[bin] ?? 0) + 1;
        count++;
        if (known === undefined) continue;
        known.set(value, (known.get(value) ?? 0) + 1);
        if (known.size > mostValues) known = undefined;
      }
      return undefined;
    },
    build: () => ({ low, high, count, binWidth, bins: bins.slice(), values: known && ascending(known) }),
  };
};

const ascending = (counts: ReadonlyMap<number, number>): ReadonlyMap<number, number> =>
  new Map([...counts].sort(([a], [b]) => a - b));

/** The smallest power of two of which `sideBins` reach beyond the magnitude. */
const widthFor = (magnitude: number): number => {
  let width = 2 ** Math.max(-1022, Math.floor(Math.log2(Math.max(magnitude, smallest) / sideBins)));
  while (width * sideBins <= magnitude) width *= 2;
  return width;
};
/** Below every binary32 but zero. */
const smallest = 2 ** -149;

const mergePairs = (bins: Float64Array): Float64Array<ArrayBuffer> => {
  const merged = new Float64Array(bins.length);
  for (let i = 0; i < bins.length; i++) {
    const target = ((i - sideBins) >> 1) + sideBins;
    merged[target] = (merged[target] ?? 0) + (bins[i] ?? 0);
  }
  return merged;
};

/** Middle of a bin. */
export const centerOf = ({ binWidth }: Histogram, bin: number): number => (bin - sideBins + 0.5) * binWidth;

/** The bins that hold anything: `[first, end)`. */
export const occupied = ({ bins }: Histogram): readonly [first: number, end: number] => {
  const first = bins.findIndex(value => value > 0);
  return first < 0 ? [0, 0] : [first, bins.findLastIndex(value => value > 0) + 1];
};
