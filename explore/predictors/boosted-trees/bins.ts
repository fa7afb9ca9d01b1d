/** Features as small integers: a split then needs one pass over a histogram instead of a sort. */
import type { Row } from "../predictor.ts";

export interface BinnedRows {
  readonly rows: number;
  /** Column by column: `codes[column][row]`. */
  readonly codes: readonly Uint8Array[];
  /** Per column, thresholds between neighbouring bins: a value is in bin b where it is above threshold b − 1 and not above b. */
  readonly thresholds: readonly (readonly number[])[];
}

/** LightGBM finds 63 as good as 255 on most data, and faster (its documentation, "GPU Performance"). */
const binsAtMost = 63;

export const binRows = (rows: readonly Row[]): BinnedRows => {
  const width = rows[0]?.length ?? 0;
  const thresholds = Array.from({ length: width }, (_, column) => thresholdsOf(rows.map(row => row[column] ?? NaN)));
  const codes = thresholds.map((bounds, column) => Uint8Array.from(rows, row => binOf(bounds, row[column] ?? NaN)));
  return { rows: rows.length, codes, thresholds };
};

/** Halfway between neighbouring values; where there are too many, between values of about equally many samples. */
const thresholdsOf = (values: readonly number[]): readonly number[] => {
  const sorted = Float64Array.from(values).sort();
  const bounds: number[] = [];
  const perBin = distinctCount(sorted) <= binsAtMost ? 1 : sorted.length / binsAtMost;
  let filled = 0;
  for (let i = 1; i < sorted.length; i++) {
    const [before = NaN, value = NaN] = [sorted[i - 1], sorted[i]];
    if (value === before || i < filled + perBin) continue;
    const middle = before + (value - before) / 2;
    bounds.push(middle < value ? middle : before);
    filled += perBin * Math.max(1, Math.floor((i - filled) / perBin));
  }
  return bounds;
};

const distinctCount = (sorted: Float64Array): number =>
  sorted.reduce((count, value, i) => (i > 0 && value === sorted[i - 1] ? count : count + 1), 0);

/** The first bin whose threshold is no less, by halving. */
const binOf = (bounds: readonly number[], value: number): number => {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= (bounds[middle] ?? Infinity)) high = middle;
    else low = middle + 1;
  }
  return low;
};
