/** Which samples calibrate, which choose widths and which judge, for whoever quantizes. */
import type { Graph } from "../ir/graph.ts";
import { type ChoosingData, partForChoosing } from "../quant/mixed/choosing-data.ts";
import { type Dataset, type DataSplit, drawSamples, remembered } from "../train/data/dataset.ts";
import { syntheticDataset } from "../train/data/synthetic.ts";

export interface JobData extends ChoosingData {
  readonly evaluation: Dataset;
  /** True where the samples that judge also calibrate, because there is no second set. */
  readonly overlaps: boolean;
  readonly isSynthetic: boolean;
}

export interface SampleCounts {
  /** To calibrate on. */
  readonly samples: number;
  /** To choose widths by; what takes seconds where it is not said. */
  readonly chooseSamples: number | undefined;
  readonly evaluateSamples: number;
  readonly seed: number;
  readonly weights: readonly number[];
  readonly activations: readonly number[];
}

export const partedJob = (
  graph: Graph,
  { calibration, evaluation, overlaps }: DataSplit,
  counts: SampleCounts,
): JobData => {
  const { samples, evaluateSamples, seed } = counts;
  const chosen = isChoice(counts)
    ? partForChoosing(graph, calibration, { count: samples, toChoose: counts.chooseSamples, seed })
    : withoutChoice(drawSamples(calibration, samples, seed));
  const kept = remembered(chosen.calibration);
  return {
    calibration: kept,
    choosing: chosen.isHeldOut ? remembered(chosen.choosing) : kept,
    isHeldOut: chosen.isHeldOut,
    evaluation: remembered(drawSamples(evaluation, evaluateSamples, seed)),
    overlaps,
    isSynthetic: false,
  };
};

/** Noise, where there are no data: the same calibrates, chooses and judges. */
export const syntheticJob = (original: Graph, { samples, seed }: SampleCounts): JobData => {
  const noise = syntheticDataset(original, { count: Math.min(samples, mostNoise), seed, range: undefined });
  return { ...withoutChoice(noise), evaluation: noise, overlaps: false, isSynthetic: true };
};

/** More noise teaches nothing. */
const mostNoise = 32;

const isChoice = ({ weights, activations }: SampleCounts): boolean => weights.length + activations.length > 2;

const withoutChoice = (dataset: Dataset): ChoosingData => ({
  calibration: dataset,
  choosing: dataset,
  isHeldOut: false,
});
