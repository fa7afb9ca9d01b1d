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
  /** Where it can be split, and how best. */
  readonly growth?: { readonly histogram: Histogram; readonly split: Split };
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
    const first = this.leafFor(samples);
    let leaves: readonly Leaf[] = [this.settings.leavesAtMost > 1 ? this.opened(first, undefined) : first];
    for (;;) {
      const best = leaves.reduce((a, b) => (gainOf(b) > gainOf(a) ? b : a));
      if (best.growth === undefined) return this.tree;
      const isLast = leaves.length + 1 >= this.settings.leavesAtMost;
      const children = this.divide(best, best.growth.split);
      if (isLast) return this.tree;
      leaves = [...leaves.filter(leaf => leaf !== best), ...this.openedPair(children, best.growth.histogram)];
    }
  }

  private leafFor(samples: Int32Array): Leaf {
    const { shrinkage, rate } = this.settings;
    const node = this.tree.feature.length;
    this.tree.feature.push(-1);
    this.tree.threshold.push(0);
    this.tree.left.push(-1);
    this.tree.right.push(-1);
    this.tree.value.push((rate * this.sumOf(samples)) / (samples.length + shrinkage));
    this.tree.cover.push(samples.length);
    return { node, samples };
  }

  private sumOf(samples: Int32Array): number {
    const { residues } = this.soil;
    let sum = 0;
    for (let i = 0; i < samples.length; i++) sum += residues[samples[i] ?? 0] ?? 0;
    return sum;
  }

  /** Only the smaller of two children is counted; the other is what remains of their parent. */
  private openedPair([left, right]: readonly [Leaf, Leaf], parent: Histogram): readonly Leaf[] {
    const [lesser, greater] = left.samples.length <= right.samples.length ? [left, right] : [right, left];
    if (!this.isDivisible(greater)) return [left, right];
    const counted = this.histogram(lesser.samples);
    const opened = [
      this.opened(lesser, counted),
      this.opened(greater, without(parent, counted, this.soil.layout, this.columns)),
    ];
    return left === lesser ? opened : opened.reverse();
  }

  private isDivisible({ samples }: Leaf): boolean {
    return samples.length >= 2 * this.settings.samplesPerLeaf;
  }

  private histogram(samples: Int32Array): Histogram {
    const { binned, layout, residues } = this.soil;
    return histogramOf(binned, layout, this.columns, samples, residues);
  }

  /** With the best split, if there is one. */
  private opened(leaf: Leaf, counted: Histogram | undefined): Leaf {
    if (!this.isDivisible(leaf)) return leaf;
    const histogram = counted ?? this.histogram(leaf.samples);
    const split = this.bestSplit(histogram, this.sumOf(leaf.samples), leaf.samples.length);
    return split === undefined ? leaf : { ...leaf, growth: { histogram, split } };
  }

  private bestSplit(histogram: Histogram, total: number, count: number): Split | undefined {
    const { shrinkage } = this.settings;
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

  private divide({ node, samples }: Leaf, { column, bin }: Split): readonly [Leaf, Leaf] {
    const { binned } = this.soil;
    const codes = binned.codes[column] ?? new Uint8Array();
    const [below, above] = partition(samples, codes, bin);
    this.tree.feature[node] = column;
    this.tree.threshold[node] = binned.thresholds[column]?.[bin] ?? NaN;
    this.tree.value[node] = 0;
    this.tree.left[node] = this.tree.feature.length;
    const left = this.leafFor(below);
    this.tree.right[node] = this.tree.feature.length;
    return [left, this.leafFor(above)];
  }
}

/** The samples whose bin is not above `bin`, and the others, in order. */
const partition = (samples: Int32Array, codes: Uint8Array, bin: number): readonly [Int32Array, Int32Array] => {
  const below = new Int32Array(samples.length);
  const above = new Int32Array(samples.length);
  let [low, high] = [0, 0];
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0;
    if ((codes[sample] ?? 0) <= bin) below[low++] = sample;
    else above[high++] = sample;
  }
  return [below.subarray(0, low), above.subarray(0, high)];
};

const gainOf = ({ growth }: Leaf): number => growth?.split.gain ?? 0;
