/** What it costs the network's outputs to have one tensor in few bits and everything else in float: measured, not estimated. */
import type { Graph, ValueId } from "../../ir/graph.ts";
import type { Tensor } from "../../ir/tensor.ts";
import type { Dataset } from "../../train/data/dataset.ts";
import type { Executor } from "../../train/executor.ts";
import { runDataset } from "../../train/run-dataset.ts";
import { decibels, noiseSums } from "../accuracy/formulas.ts";
import type { Reference } from "../accuracy/measure.ts";
import { assignParameters, type ParameterChoice } from "../assign-parameters.ts";
import type { Calibration } from "../calibrate.ts";
import { quantizeGraph } from "../quantize-graph.ts";
import { replaceData } from "../rounding/adjust-layers.ts";
import { layerMoments } from "../rounding/layer-moments.ts";
import { type LinearLayer, weightOf } from "../rounding/linear-layer.ts";
import { canLearn, learnedRounding, nearestRounding } from "../rounding/round-layer.ts";
import { taskLoss } from "./task-loss.ts";

export interface Sensitivity {
  readonly value: ValueId;
  readonly bits: number;
  /** Noise over signal at the outputs, mean over outputs. */
  readonly noise: number;
  /** Of the worst output. */
  readonly sqnrDb: number;
  /** Growth of the task's loss; undefined where the data have no targets. */
  readonly lossGrowth: number | undefined;
}

/** What sensitivities are measured with. */
export interface Bench {
  /** Prepared for quantization, float. */
  readonly graph: Graph;
  readonly dataset: Dataset;
  readonly executor: Executor;
  /** Float outputs on the data set. */
  readonly reference: Reference;
  readonly calibration: Calibration;
  readonly choice: ParameterChoice;
  readonly learnsRounding: boolean;
  readonly seed: number;
  /** Rounded weights by `roundedKey`, kept so that layers can be measured together later. */
  readonly rounded: Map<string, Tensor>;
}

const roundedKey = (value: ValueId, bits: number): string => `${bits} ${value}`;

/** Of an activation, or of a weight that is rounded to nearest, at each width. */
export const valueSensitivity = async (
  bench: Bench,
  value: ValueId,
  widths: readonly number[],
): Promise<readonly Sensitivity[]> => {
  const results: Sensitivity[] = [];
  for (const bits of widths) {
    const scheme = assignParameters(bench.graph, bench.calibration, new Map([[value, bits]]), bench.choice);
    results.push({ value, bits, ...(await effectOf(bench, quantizeGraph(bench.graph, scheme))) });
  }
  return results;
};

/** Of a layer's weights at each width, rounded as they would be in the end. */
export const weightSensitivity = async (
  bench: Bench,
  layer: LinearLayer,
  widths: readonly number[],
): Promise<readonly Sensitivity[]> => {
  const { graph, dataset, executor, seed } = bench;
  const { weight: value } = layer;
  const schemes = widths.map(bits => ({
    bits,
    parameters: assignParameters(graph, bench.calibration, new Map([[value, bits]]), bench.choice).values.get(value),
  }));
  const learns =
    bench.learnsRounding && schemes.some(({ parameters }) => parameters !== undefined && canLearn(layer, parameters));
  const moments = learns ? await layerMoments(layer, { float: graph, dataset, executor, order: 2, seed }) : [];
  const results: Sensitivity[] = [];
  for (const { bits, parameters } of schemes) {
    if (parameters === undefined) continue;
    const tensor = weightOf(graph, layer);
    const { weight } = learns
      ? learnedRounding(layer, tensor, parameters, moments)
      : nearestRounding(tensor, parameters);
    bench.rounded.set(roundedKey(value, bits), weight);
    results.push({ value, bits, ...(await effectOf(bench, replaceData(graph, value, weight))) });
  }
  return results;
};

/** Of several values quantized together, weights rounded as they were when each was measured alone. */
export const jointEffect = (bench: Bench, widths: ReadonlyMap<ValueId, number>): ReturnType<typeof effectOf> => {
  let { graph } = bench;
  const others = new Map<ValueId, number>();
  for (const [value, bits] of widths) {
    const rounded = bench.rounded.get(roundedKey(value, bits));
    if (rounded === undefined) others.set(value, bits);
    else graph = replaceData(graph, value, rounded);
  }
  return effectOf(bench, quantizeGraph(graph, assignParameters(graph, bench.calibration, others, bench.choice)));
};

/** How far a changed network's outputs are from the float network's. */
const effectOf = async (
  { dataset, executor, reference, graph: { outputs: names } }: Bench,
  changed: Graph,
): Promise<Pick<Sensitivity, "noise" | "sqnrDb" | "lossGrowth">> => {
  const sums = names.map(() => ({ signal: 0, noise: 0 }));
  let [growth, judged] = [0, 0];
  await runDataset(executor, changed, dataset, (found, { target }, index) => {
    for (const [i, { name }] of names.entries()) {
      const [output, wanted, sum] = [found.get(name), reference[index]?.[i], sums[i]];
      if (output === undefined || wanted === undefined || sum === undefined) continue;
      const { signal, noise } = noiseSums(output, wanted);
      sum.signal += signal;
      sum.noise += noise;
      const [after, before] = i > 0 ? [] : [taskLoss(output, target), taskLoss(wanted, target)];
      if (after === undefined || before === undefined) continue;
      growth += after - before;
      judged++;
    }
  });
  const ratios = sums.map(({ signal, noise }) => (noise === 0 ? 0 : noise / signal));
  return {
    noise: ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length,
    sqnrDb: Math.min(...sums.map(({ signal, noise }) => decibels(signal, noise))),
    lossGrowth: judged > 0 ? growth / judged : undefined,
  };
};
