/** Which samples calibrate and which choose widths: apart where there are enough, and as many as running the network allows. */
import type { Graph } from "../../ir/graph.ts";
import { type Dataset, drawSamples, halve } from "../../train/data/dataset.ts";
import { macsIn } from "../bit-ops.ts";

/** MACs that one trial may take: some seconds. */
const trialMacs = 6e10;
const mostTrialSamples = 4096;

/** Each tensor is run at each width, a hundred runs in all: an eighth of a trial each. */
const sensitivityShare = 8;

/** Samples, tiles of one picture counting as one: with fewer, halves tell neither ranges nor widths. */
const fewestToPart = 8;

export interface ChoosingData {
  readonly calibration: Dataset;
  readonly choosing: Dataset;
  /** False where the samples are too few to be parted: then the same ones calibrate and choose. */
  readonly isHeldOut: boolean;
}

/**
 * @param count samples to calibrate on; at most half of what there is.
 * @param toChoose samples to choose by, where the user says how many.
 */
export const partForChoosing = (
  graph: Graph,
  pool: Dataset,
  { count, toChoose, seed }: { readonly count: number; readonly toChoose: number | undefined; readonly seed: number },
): ChoosingData => {
  if (sourcesIn(pool) < fewestToPart) return { calibration: pool, choosing: pool, isHeldOut: false };
  const { calibration, evaluation, overlaps } = halve(pool, seed);
  const chooses = toChoose ?? affordable(graph, trialMacs, mostTrialSamples);
  return {
    calibration: named(drawSamples(calibration, count, seed), pool),
    choosing: named(drawSamples(evaluation, chooses, seed), pool),
    isHeldOut: !overlaps,
  };
};

/** Tiles of one picture are much alike: a set that is cut between pictures is as large as it has pictures. */
const sourcesIn = ({ count, cutFrom }: Dataset): number =>
  cutFrom === undefined ? count : new Set(Array.from({ length: count }, (_, index) => cutFrom(index))).size;

/** Both are drawn from the pool; which half of it, tells nobody anything. */
const named = (dataset: Dataset, { source }: Dataset): Dataset => ({ ...dataset, source });

/** Of the samples that choose, how many sensitivities are measured on. */
export const sensitivitySamples = (graph: Graph): number =>
  affordable(graph, trialMacs / sensitivityShare, mostTrialSamples / sensitivityShare);

const affordable = (graph: Graph, macs: number, most: number): number =>
  Math.max(fewestToPart, Math.min(most, Math.floor(macs / Math.max(1, macsIn(graph)))));
