/** How far a changed network's answers are from the float network's: one number to add up over layers, and what people ask for. */
import type { Graph } from "../../ir/graph.ts";
import type { Tensor } from "../../ir/tensor.ts";
import type { Dataset, Target } from "../../train/data/dataset.ts";
import type { Executor } from "../../train/executor.ts";
import { runDataset } from "../../train/run-dataset.ts";
import { decibels, enlargedPsnrDb, type NoiseSums, noiseSums } from "../accuracy/formulas.ts";
import type { MetricName } from "../accuracy/index.ts";
import type { Reference } from "../accuracy/measure.ts";
import { divergenceFrom } from "./divergence.ts";
import { taskLoss } from "./task-loss.ts";

export interface Effect {
  /**
   * What a choice of widths adds up: the divergence of the first output where the metric asks which class comes first, the growth of the
   * squared error over what it is in float where the metric is PSNR, else noise over signal: of the worst output where the metric
   * is that, mean over outputs for others. At the worst output a sum over tensors is no less than what any output gets, since one
   * tensor's worst need not be another's.
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

/** @param changed with the outputs of the float network, in the same order. */
export const effectOf = async ({ dataset, executor, reference, metric }: Judging, changed: Graph): Promise<Effect> => {
  const names = changed.outputs.map(({ name }) => name);
  const sums = names.map(() => ({ signal: 0, noise: 0, elements: 0 }));
  const answerNoise = answerNoises[metric];
  let [growth, judged, summed] = [0, 0, 0];
  await runDataset(executor, changed, dataset, (found, { inputs, target }, index) => {
    for (const [i, name] of names.entries()) {
      const [output, wanted, sum] = [found.get(name), reference[index]?.[i], sums[i]];
      if (output === undefined || wanted === undefined || sum === undefined) continue;
      const { signal, noise } = noiseSums(output, wanted);
      sum.signal += signal;
      sum.noise += noise;
      sum.elements += wanted.data.length;
      if (i > 0) continue;
      const [input] = inputs.values();
      summed += answerNoise?.(output, { wanted, input, target }) ?? 0;
      const [after, before] = [taskLoss(output, target), taskLoss(wanted, target)];
      if (after === undefined || before === undefined) continue;
      growth += after - before;
      judged++;
    }
  });
  return {
    noise: answerNoise === undefined ? noiseOver(sums.map(noiseRatio), metric) : summed / dataset.count,
    sqnrDb: Math.min(...sums.map(({ signal, noise }) => decibels(signal, noise))),
    lossGrowth: judged > 0 ? growth / judged : undefined,
  };
};

interface Asked {
  /** What the float network answers. */
  readonly wanted: Tensor;
  readonly input: Tensor | undefined;
  readonly target: Target | undefined;
}

/** Of one answer of the first output. */
type AnswerNoise = (found: Tensor, asked: Asked) => number;

const divergence: AnswerNoise = (found, { wanted }) => divergenceFrom(wanted, found);

/**
 * Growth of the squared error against the picture wanted, as a part of float's: one percent of it loses 0.043 dB. Noise that falls where float is
 * wrong already counts as little as it does in PSNR. Below 0 where the changed network is nearer to the picture.
 */
const errorGrowth: AnswerNoise = (found, { wanted, input, target }) => {
  if (target?.kind !== "image") return NaN;
  const [after, before] = [found, wanted].map(each => enlargedPsnrDb(each, input, target));
  return 10 ** (((before ?? NaN) - (after ?? NaN)) / 10) - 1;
};

/** Where the metric asks for something else than noise itself. */
const answerNoises: Partial<Record<MetricName, AnswerNoise>> = {
  "top-1": divergence,
  "top-5": divergence,
  agreement: divergence,
  psnr: errorGrowth,
};

/**
 * Noise over signal. An output that is always 0 has no signal to compare with: its noise counts as that beside a signal of mean square 1, so
 * that less of it is still better.
 */
const noiseRatio = ({ signal, noise, elements }: NoiseSums & { readonly elements: number }): number =>
  noise === 0 ? 0 : noise / (signal === 0 ? elements : signal);

/** What is not a number is worst of all: `Math.max` keeps it. */
const noiseOver = (ratios: readonly number[], metric: MetricName): number =>
  metric === "sqnr" ? Math.max(...ratios) : ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
