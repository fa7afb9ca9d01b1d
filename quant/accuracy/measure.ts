/** Accuracy as a measurement: the network runs on data, and what comes out is judged. Nothing is estimated here. */
import type { Graph } from "../../ir/graph.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { CompileError } from "../../support/diagnostic.ts";
import type { Dataset, Sample } from "../../train/data/dataset.ts";
import { wrongClass } from "../../train/data/messages.ts";
import type { Executor } from "../../train/executor.ts";
import { runDataset } from "../../train/run-dataset.ts";
import { metricNeedsTargets } from "../messages.ts";
import { decibels, noiseSums } from "./formulas.ts";
import { type MetricName, metrics } from "./index.ts";

/** The float network's outputs by sample, each in the order of the graph's outputs. */
export type Reference = readonly (readonly Tensor[])[];

export interface OutputNoise {
  /** The output's name. */
  readonly name: string;
  readonly signal: number;
  readonly noise: number;
}

export interface Measurement {
  readonly metric: MetricName;
  /** In the metric's unit; more is better. */
  readonly value: number;
  readonly samples: number;
  /**
   * The same of each tenth of the samples, or of each where there are fewer, tiles of a picture together: how much chance is in the value.
   */
  readonly parts: readonly number[];
  /** Against the reference, where one is given. */
  readonly outputs: readonly OutputNoise[];
}

/** More parts tell the spread no better. */
const mostParts = 10;

export const referenceOf = async (executor: Executor, graph: Graph, dataset: Dataset): Promise<Reference> => {
  const reference: (readonly Tensor[])[] = [];
  await runDataset(executor, graph, dataset, outputs => reference.push(inOrder(graph, outputs)));
  return reference;
};

/**
 * @param reference needed by metrics that compare with the float network; noise per output is told where it is given.
 * @throws CompileError where the data lacks what the metric judges against, or has a class that the network does not know.
 */
export const measure = async (
  executor: Executor,
  graph: Graph,
  dataset: Dataset,
  metric: MetricName,
  reference: Reference = [],
): Promise<Measurement> => {
  const { needs, start } = metrics[metric];
  if (needs !== "reference" && needs !== dataset.targets)
    throw new CompileError([metricNeedsTargets(metric, needs, dataset.source, dataset.targets)]);
  const judge = start();
  const { partOf, count } = partsOf(dataset);
  const parts = Array.from({ length: count }, start);
  const outputs = graph.outputs.map(({ name }) => ({ name, signal: 0, noise: 0 }));
  await runDataset(executor, graph, dataset, (found, sample, index) => {
    const { inputs, target } = sample;
    const answer = inOrder(graph, found);
    if (needs === "class") checkClass(sample, answer);
    const wanted = reference[index] ?? [];
    const judged = { outputs: answer, inputs: [...inputs.values()], target, reference: wanted };
    for (const each of [judge, parts[partOf(index)]]) each?.add(judged);
    for (const [i, sums] of outputs.entries()) {
      const [a, b] = [answer[i], wanted[i]];
      if (a === undefined || b === undefined) continue;
      const { signal, noise } = noiseSums(a, b);
      sums.signal += signal;
      sums.noise += noise;
    }
  });
  return {
    metric,
    value: judge.value(),
    samples: dataset.count,
    parts: parts.map(part => part.value()),
    outputs: reference.length > 0 ? outputs : [],
  };
};

const partsOf = ({
  cutFrom,
  count,
}: Dataset): { readonly partOf: (index: number) => number; readonly count: number } => {
  const keys = Array.from({ length: count }, (_, index) => cutFrom?.(index) ?? index);
  const distinct = [...new Set(keys)];
  const parts = Math.min(mostParts, distinct.length);
  const places = new Map(distinct.map((key, place) => [key, place % parts]));
  return { partOf: index => places.get(keys[index] ?? index) ?? 0, count: parts };
};

/** A class beyond the scores would count as a wrong answer of the network, which it is not. */
const checkClass = ({ name, target }: Sample, [scores]: readonly Tensor[]): void => {
  const classes = scores?.data.length ?? 0;
  if (target?.kind !== "class") return;
  const { label } = target;
  if (!Number.isInteger(label) || label < 0 || label >= classes)
    throw new CompileError([wrongClass(name, label, classes)]);
};

const inOrder = (graph: Graph, outputs: ReadonlyMap<string, Tensor>): readonly Tensor[] =>
  graph.outputs.flatMap(({ name }) => outputs.get(name) ?? []);

/** Signal over quantization noise of each output, in dB. */
export const sqnrDbOf = ({ outputs }: Measurement): readonly { readonly name: string; readonly sqnrDb: number }[] =>
  outputs.map(({ name, signal, noise }) => ({ name, sqnrDb: decibels(signal, noise) }));
