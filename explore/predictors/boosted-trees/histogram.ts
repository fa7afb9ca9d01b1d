/** Sums of residues and counts of samples per bin of every column: all that choosing a split takes. */
import type { BinnedRows } from "./bins.ts";

export interface Histogram {
  readonly sums: Float64Array;
  readonly counts: Int32Array;
}

export interface Layout {
  /** Where a column's bins begin; one more than there are columns. */
  readonly offsets: readonly number[];
}

export const layoutOf = ({ thresholds }: BinnedRows): Layout => {
  const offsets = [0];
  for (const bounds of thresholds) offsets.push((offsets.at(-1) ?? 0) + bounds.length + 1);
  return { offsets };
};

/** Of the samples named, over the columns named; other columns stay 0. */
export const histogramOf = (
  { codes }: BinnedRows,
  { offsets }: Layout,
  columns: readonly number[],
  samples: Int32Array,
  residues: Float64Array,
): Histogram => {
  const size = offsets.at(-1) ?? 0;
  const sums = new Float64Array(size);
  const counts = new Int32Array(size);
  for (const column of columns) {
    const offset = offsets[column] ?? 0;
    const bins = codes[column] ?? new Uint8Array();
    for (let i = 0; i < samples.length; i++) {
      const sample = samples[i] ?? 0;
      const bin = offset + (bins[sample] ?? 0);
      sums[bin] = (sums[bin] ?? 0) + (residues[sample] ?? 0);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }
  return { sums, counts };
};

/** What is left of a parent when one child's share is taken away, over the columns named. */
export const without = (
  parent: Histogram,
  child: Histogram,
  { offsets }: Layout,
  columns: readonly number[],
): Histogram => {
  const sums = new Float64Array(parent.sums.length);
  const counts = new Int32Array(parent.counts.length);
  for (const column of columns)
    for (let bin = offsets[column] ?? 0; bin < (offsets[column + 1] ?? 0); bin++) {
      sums[bin] = (parent.sums[bin] ?? 0) - (child.sums[bin] ?? 0);
      counts[bin] = (parent.counts[bin] ?? 0) - (child.counts[bin] ?? 0);
    }
  return { sums, counts };
};
