/** How far a changed network's answers are from the float network's: one number to add up over layers, and what people ask for. */
import type { Graph } from "../../ir/graph.ts";
import type { Dataset } from "../../train/data/dataset.ts";
import type { Executor } from "../../train/executor.ts";
import { runDataset } from "../../train/run-dataset.ts";
import { decibels, noiseSums } from "../accuracy/formulas.ts";
import type { MetricName } from "../accuracy/index.ts";
import type { Reference } from "../accuracy/measure.ts";
import { divergenceFrom } from "./divergence.ts";
import { taskLoss } from "./task-loss.ts";

export interface Effect {
  /**
   * What a choice of widths adds up: the divergence of the first output where the metric asks which class comes first, else noise
   * over signal: of the worst output where the metric is that, mean over outputs for others. At the worst output a sum over tensors is
   * no less than what any output gets, since one tensor's worst need not be another's.
   */
  readonly noise: number;
  /** Of the worst output. */
  readonly sqnrDb: number;
  /** Growth of the task's loss; undefined where the data have no targets. */
  readonly lossGrowth: number | undefined;
}

/** What effects are measured with. */
export interface Judging {
  readonly dataset: Dataset;
  readonly executor: Executor;
  /** Float outputs on the data set. */
  readonly reference: Reference;
  readonly metric: MetricName;
}

const ranksClasses: ReadonlySet<MetricName> = new Set<MetricName>(["top-1", "top-5", "agreement"]);

/** @param changed with the outputs of the float network, in the same order. */
export const effectOf = async ({ dataset, executor, reference, metric }: Judging, changed: Graph): Promise<Effect> => {
  const names = changed.outputs.map(({ name }) => name);
  const sums = names.map(() => ({ signal: 0, noise: 0 }));
  let [growth, judged, divergence] = [0, 0, 0];
  await runDataset(executor, changed, dataset, (found, { target }, index) => {
    for (const [i, name] of names.entries()) {
      const [output, wanted, sum] = [found.get(name), reference[index]?.[i], sums[i]];
      if (output === undefined || wanted === undefined || sum === undefined) continue;
      const { signal, noise } = noiseSums(output, wanted);
      sum.signal += signal;
      sum.noise += noise;
      if (i > 0) continue;
      if (ranksClasses.has(metric)) divergence += divergenceFrom(wanted, output);
      const [after, before] = [taskLoss(output, target), taskLoss(wanted, target)];
      if (after === undefined || before === undefined) continue;
      growth += after - before;
      judged++;
    }
  });
  const ratios = sums.map(({ signal, noise }) => (noise === 0 ? 0 : noise / signal));
  return {
    noise: ranksClasses.has(metric) ? divergence / dataset.count : noiseOver(ratios, metric),
    sqnrDb: Math.min(...sums.map(({ signal, noise }) => decibels(signal, noise))),
    lossGrowth: judged > 0 ? growth / judged : undefined,
  };
};

/** What is not a number is worst of all: `Math.max` keeps it. */
const noiseOver = (ratios: readonly number[], metric: MetricName): number =>
  metric === "sqnr" ? Math.max(...ratios) : ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
