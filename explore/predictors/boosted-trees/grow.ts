/**
 * One tree on the residues of those before it, best leaf first (LightGBM: Ke et al., NeurIPS 2017). Of squared loss the gradient is
 * the residue and the curvature 1, so that the gain of a split is (ΣL)²/(nL + λ) + (ΣR)²/(nR + λ) − Σ²/(n + λ) and a leaf's
 * value Σ/(n + λ) (XGBoost: Chen and Guestrin, KDD 2016, equations 5 and 7).
 */
import type { BinnedRows } from "./bins.ts";
import { type Histogram, histogramOf, type Layout, without } from "./histogram.ts";
import type { Tree } from "./tree.ts";

export interface GrowthSettings {
  readonly leavesAtMost: number;
  readonly samplesPerLeaf: number;
  /** λ: draws the values of small leaves to 0. */
  readonly shrinkage: number;
  /** Part of a leaf's value that is taken. */
  readonly rate: number;
}

/** What is grown from. */
export interface Soil {
  readonly binned: BinnedRows;
  readonly layout: Layout;
  readonly residues: Float64Array;
}

interface Leaf {
  readonly node: number;
  readonly samples: Int32Array;
  readonly histogram: Histogram;
  readonly split: Split | undefined;
}

interface Split {
  readonly gain: number;
  readonly column: number;
  /** The last bin that goes left. */
  readonly bin: number;
}

/** @param columns that may be asked about, rising; @param samples that it learns from, rising. */
export const growTree = (soil: Soil, columns: readonly number[], samples: Int32Array, settings: GrowthSettings): Tree =>
  new Growth(soil, columns, settings).run(samples);

type Growing = { readonly [K in keyof Tree]: number[] };

class Growth {
  private readonly soil: Soil;
  private readonly columns: readonly number[];
  private readonly settings: GrowthSettings;
  private readonly tree: Growing = { feature: [], threshold: [], left: [], right: [], value: [], cover: [] };

  constructor(soil: Soil, columns: readonly number[], settings: GrowthSettings) {
    this.soil = soil;
    this.columns = columns;
    this.settings = settings;
  }

  run(samples: Int32Array): Tree {
    let leaves: readonly Leaf[] = [this.leafFor(samples, this.histogram(samples))];
    while (leaves.length < this.settings.leavesAtMost) {
      const best = leaves.reduce((a, b) => ((b.split?.gain ?? 0) > (a.split?.gain ?? 0) ? b : a));
      if (best.split === undefined) break;
      leaves = [...leaves.filter(leaf => leaf !== best), ...this.divide(best, best.split)];
    }
    return this.tree;
  }

  private histogram(samples: Int32Array): Histogram {
    const { binned, layout, residues } = this.soil;
    return histogramOf(binned, layout, this.columns, samples, residues);
  }

  private leafFor(samples: Int32Array, histogram: Histogram): Leaf {
    const { residues } = this.soil;
    const { shrinkage, rate } = this.settings;
    let sum = 0;
    for (let i = 0; i < samples.length; i++) sum += residues[samples[i] ?? 0] ?? 0;
    const node = this.tree.feature.length;
    this.tree.feature.push(-1);
    this.tree.threshold.push(0);
    this.tree.left.push(-1);
    this.tree.right.push(-1);
    this.tree.value.push((rate * sum) / (samples.length + shrinkage));
    this.tree.cover.push(samples.length);
    const split = this.bestSplit(histogram, sum, samples.length);
    return { node, samples, histogram, split };
  }

  private bestSplit(histogram: Histogram, total: number, count: number): Split | undefined {
    const { shrinkage, samplesPerLeaf } = this.settings;
    if (count < 2 * samplesPerLeaf) return undefined;
    // Where nothing is gained but rounding errors, nothing is split.
    let best: Split = { gain: (1e-12 * total ** 2) / (count + shrinkage) + Number.MIN_VALUE, column: -1, bin: -1 };
    for (const column of this.columns) best = this.bestOfColumn(column, histogram, { total, count }, best);
    return best.column < 0 ? undefined : best;
  }

  private bestOfColumn(
    column: number,
    { sums, counts }: Histogram,
    { total, count }: { readonly total: number; readonly count: number },
    best: Split,
  ): Split {
    const { shrinkage, samplesPerLeaf } = this.settings;
    const whole = total ** 2 / (count + shrinkage);
    const begin = this.soil.layout.offsets[column] ?? 0;
    const end = (this.soil.layout.offsets[column + 1] ?? 0) - 1;
    let found = best;
    let sum = 0;
    let left = 0;
    for (let bin = begin; bin < end && count - left >= samplesPerLeaf; bin++) {
      if (counts[bin] === 0) continue;
      sum += sums[bin] ?? 0;
      left += counts[bin] ?? 0;
      if (left < samplesPerLeaf || count - left < samplesPerLeaf) continue;
      const gain = sum ** 2 / (left + shrinkage) + (total - sum) ** 2 / (count - left + shrinkage) - whole;
      if (gain > found.gain) found = { gain, column, bin: bin - begin };
    }
    return found;
  }

  private divide({ node, samples, histogram }: Leaf, { column, bin }: Split): readonly Leaf[] {
    const { binned } = this.soil;
    const codes = binned.codes[column] ?? new Uint8Array();
    const [left, right] = [samples.filter(s => (codes[s] ?? 0) <= bin), samples.filter(s => (codes[s] ?? 0) > bin)];
    // Only the smaller child is counted; the other is what remains.
    const lesser = this.histogram(left.length <= right.length ? left : right);
    const rest = without(histogram, lesser);
    this.tree.feature[node] = column;
    this.tree.threshold[node] = binned.thresholds[column]?.[bin] ?? NaN;
    this.tree.value[node] = 0;
    this.tree.left[node] = this.tree.feature.length;
    const first = this.leafFor(left, left.length <= right.length ? lesser : rest);
    this.tree.right[node] = this.tree.feature.length;
    const second = this.leafFor(right, left.length <= right.length ? rest : lesser);
    return [first, second];
  }
}
