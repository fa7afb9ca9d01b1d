/** Which samples calibrate, which choose widths and which judge, for whoever quantizes. */
import type { Graph } from "../ir/graph.ts";
import { type Dataset, type DataSplit, drawSamples, remembered } from "../train/data/dataset.ts";
import { syntheticDataset } from "../train/data/synthetic.ts";
import { type ChoosingData, partForChoosing } from "./mixed/choosing-data.ts";

export interface QuantizationData extends ChoosingData {
  /** What accuracy is reported on. */
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
  /** Whether there is anything to choose: samples are held out for that only where there is. */
  readonly isChoice: boolean;
}

/** @param graph prepared for quantization: how much it computes says how many samples can choose. */
export const partedData = (
  graph: Graph,
  { calibration, evaluation, overlaps }: DataSplit,
  { samples, chooseSamples, evaluateSamples, seed, isChoice }: SampleCounts,
): QuantizationData => {
  const chosen = isChoice
    ? partForChoosing(graph, calibration, { count: samples, toChoose: chooseSamples, seed })
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
export const syntheticData = (original: Graph, { samples, seed }: SampleCounts): QuantizationData => {
  const noise = syntheticDataset(original, { count: Math.min(samples, mostNoise), seed, range: undefined });
  return { ...withoutChoice(noise), evaluation: noise, overlaps: false, isSynthetic: true };
};

/** More noise teaches nothing. */
const mostNoise = 32;

const withoutChoice = (dataset: Dataset): ChoosingData => ({
  calibration: dataset,
  choosing: dataset,
  isHeldOut: false,
});
