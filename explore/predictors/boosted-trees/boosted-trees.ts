/**
 * Gradient boosting of regression trees on squared loss (Friedman, Annals of Statistics 2001) with histograms and best-first growth
 * (LightGBM: Ke et al., NeurIPS 2017). Each tree sees some columns and samples (stochastic gradient boosting: Friedman, Computational Statistics 2002),
 * drawn by a stream whose seed is fixed: the same samples always give the same trees.
 */
import { type RandomStream, randomStream } from "../../../support/random.ts";
import { checkSamples } from "../check-samples.ts";
import type { Predictor, PredictorDefinition, Row } from "../predictor.ts";
import { binRows } from "./bins.ts";
import { growTree, type GrowthSettings, type Soil } from "./grow.ts";
import { layoutOf } from "./histogram.ts";
import { type Tree, valueAt } from "./tree.ts";

/** A prediction is the base and the value of each tree. */
export interface BoostedTrees {
  readonly base: number;
  readonly trees: readonly Tree[];
}

interface BoostingSettings extends GrowthSettings {
  readonly trees: number;
  /** Parts of the columns and of the samples that a tree sees. */
  readonly columnPart: number;
  readonly samplePart: number;
}

/**
 * Many small trees: with hundreds of samples they rank designs better than GBDT-NAS's 100 trees of 31 leaves at rate 0.05, column part
 * 0.9 and sample part 0.8 (Luo et al., arXiv 2007.04785); docs/exploration.md has the figures.
 */
const defaultBoosting: BoostingSettings = {
  trees: 200,
  leavesAtMost: 8,
  samplesPerLeaf: 5,
  shrinkage: 1,
  rate: 0.12,
  columnPart: 0.5,
  samplePart: 0.8,
};

export const boostedTrees: PredictorDefinition = {
  summary: "gradient-boosted regression trees",
  source:
    "Friedman, Annals of Statistics 2001; Ke et al., NeurIPS 2017; for architectures: Luo et al., arXiv 2007.04785",
  fit: (rows, targets) => predictorOf(fitBoostedTrees(rows, targets)),
  restore: state => predictorOf(state as unknown as BoostedTrees),
};

/** @throws InternalError where the samples are no samples. */
export const fitBoostedTrees = (
  rows: readonly Row[],
  targets: readonly number[],
  settings: BoostingSettings = defaultBoosting,
): BoostedTrees => {
  checkSamples(rows, targets);
  const base = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  const binned = binRows(rows);
  const soil: Soil = {
    binned,
    layout: layoutOf(binned),
    residues: Float64Array.from(targets, target => target - base),
  };
  const stream = randomStream(0);
  const columns = [...binned.thresholds.keys()].filter(column => (binned.thresholds[column]?.length ?? 0) > 0);
  const samples = [...rows.keys()];
  const trees: Tree[] = [];
  for (let round = 0; round < settings.trees; round++) {
    const seen = Int32Array.from(drawPart(samples, settings.samplePart, stream));
    const tree = growTree(soil, drawPart(columns, settings.columnPart, stream), seen, settings);
    trees.push(tree);
    for (const [i, row] of rows.entries()) soil.residues[i] = (soil.residues[i] ?? 0) - valueAt(tree, row);
  }
  return { base, trees };
};

/** At least one, if there is one; in rising order. */
const drawPart = (items: readonly number[], part: number, stream: RandomStream): readonly number[] => {
  if (part >= 1) return items;
  let wanted = Math.ceil(part * items.length);
  // Each is taken with the probability that leaves exactly as many as are wanted (Knuth, volume 2, algorithm S).
  return items.filter((_, i) => {
    if (stream.uniform() * (items.length - i) >= wanted) return false;
    wanted--;
    return true;
  });
};

const predictorOf = (ensemble: BoostedTrees): Predictor => ({
  mean: row => predictBoosted(ensemble, row),
  state: () => ({ ...ensemble }),
});

export const predictBoosted = ({ base, trees }: BoostedTrees, row: Row): number => {
  let sum = base;
  for (const tree of trees) sum += valueAt(tree, row);
  return sum;
};
