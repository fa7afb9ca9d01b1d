/**
 * The whole way from a float network and data to a quantized one whose accuracy was measured: uniform widths, or those of a mixed
 * search. What chooses and what judges are different data wherever there is enough of it.
 */
import type { Graph } from "../ir/graph.ts";
import type { Executor } from "../train/executor.ts";
import type { MetricName } from "./accuracy/index.ts";
import { lossAgainst } from "./accuracy/loss.ts";
import { measure, type Measurement, referenceOf } from "./accuracy/measure.ts";
import { uniformWidths, type Widths } from "./assign-parameters.ts";
import { type Calibration, calibrate } from "./calibrate.ts";
import { equalize } from "./equalize.ts";
import type { ChoiceProblem } from "./mixed/choice.ts";
import { sensitivitySamples } from "./mixed/choosing-data.ts";
import { layerGroupsOf } from "./mixed/problem.ts";
import type { Demand, MixedResult } from "./mixed/request.ts";
import { searchMixed } from "./mixed/search.ts";
import type { QuantizationData } from "./quantization-data.ts";
import { type PostTrainingSettings, type Quantized, quantizeWith } from "./quantize.ts";

export interface QuantizationTask {
  /** Prepared for quantization. */
  readonly graph: Graph;
  readonly data: QuantizationData;
  readonly executor: Executor;
  readonly metric: MetricName;
  /** Ascending; several are chosen from. */
  readonly widths: { readonly weights: readonly number[]; readonly activations: readonly number[] };
  readonly limits: AccuracyLimits;
  readonly settings: PostTrainingSettings;
  /** Cross-layer equalization first. */
  readonly equalizes: boolean;
  /** What a choice of widths minimizes, for the graph that is quantized in the end. */
  readonly costsOf: (graph: Graph) => ChoiceProblem["costOf"];
  readonly progress?: (step: string) => void;
}

/** What a choice of widths must keep to; at least one where there is one. */
export interface AccuracyLimits {
  /** Of the metric, against the float network. */
  readonly drop?: number | undefined;
  /** Of the metric. */
  readonly atLeast?: number | undefined;
  /** Cost over that of 8 bits everywhere; the most accurate choice within it is wanted then, and not the cheapest. */
  readonly costShare?: number | undefined;
}

export interface QuantizedNetwork {
  /** The float network that was quantized: after equalization. */
  readonly graph: Graph;
  readonly quantized: Quantized;
  readonly widths: Widths;
  /** Both on the evaluation data. */
  readonly float: Measurement;
  readonly measured: Measurement;
  /** The least value of the metric that will do; minus infinity where any will. */
  readonly atLeast: number;
  readonly mixed: MixedResult | undefined;
}

/** @throws CompileError where a tensor can't be quantized, a sample can't be read, or the data lack what the metric needs. */
export const quantizeNetwork = async (task: QuantizationTask): Promise<QuantizedNetwork> => {
  const {
    data: { calibration: samples, evaluation },
    executor,
    metric,
    limits,
    progress,
  } = task;
  progress?.("running the float network");
  const reference = await referenceOf(executor, task.graph, evaluation);
  const float = await measure(executor, task.graph, evaluation, metric, reference);
  progress?.("calibrating");
  const first = await calibrate(task.graph, samples, executor);
  const graph = task.equalizes ? equalize(task.graph, first) : task.graph;
  const calibration = graph === task.graph ? first : await calibrate(graph, samples, executor);
  const known = new Map<Graph, Measurement>();
  const measuredOf = async (quantized: Graph): Promise<Measurement> => {
    const measured = known.get(quantized) ?? (await measure(executor, quantized, evaluation, metric, reference));
    known.set(quantized, measured);
    return measured;
  };
  const made = await widthsAndCodes(task, graph, calibration, { float, measuredOf });
  progress?.("measuring the quantized network");
  const measured = await measuredOf(made.quantized.graph);
  return { graph, ...made, float, measured, atLeast: leastOf(float, limits) };
};

/** On the evaluation data. */
interface Judgement {
  readonly float: Measurement;
  readonly measuredOf: (quantized: Graph) => Promise<Measurement>;
}

const widthsAndCodes = async (
  task: QuantizationTask,
  graph: Graph,
  calibration: Calibration,
  { float, measuredOf }: Judgement,
): Promise<Pick<QuantizedNetwork, "quantized" | "widths" | "mixed">> => {
  const { widths, settings, data, executor, progress } = task;
  const dataset = data.calibration;
  if (widths.weights.length > 1 || widths.activations.length > 1) {
    const costOf = task.costsOf(graph);
    const demand = demandOf(task.limits, float, graph, costOf);
    const samples = { dataset, choosing: data.choosing, sensitivitySamples: sensitivitySamples(graph) };
    const lostInTheEnd = async (quantized: Graph) => lossAgainst(float, await measuredOf(quantized)).lost;
    const mixed = await searchMixed({ ...task, ...samples, graph, calibration, costOf, demand, lostInTheEnd });
    return { quantized: mixed.quantized, widths: mixed.widths, mixed };
  }
  progress?.("rounding weights");
  const uniform = uniformWidths(graph, widths.weights[0] ?? 8, widths.activations[0] ?? 8);
  const quantized = await quantizeWith(graph, uniform, calibration, { dataset, executor }, settings);
  return { quantized, widths: uniform, mixed: undefined };
};

/** A limit on the metric itself is one on what is lost from where float is on the data that judge: other data lie elsewhere. */
const demandOf = (
  { costShare, ...limits }: AccuracyLimits,
  float: Measurement,
  graph: Graph,
  costOf: ChoiceProblem["costOf"],
): Demand => {
  if (costShare !== undefined) return { kind: "cost", mostCost: costShare * costAtEightBits(graph, costOf) };
  const least = leastOf(float, limits);
  return { kind: "accuracy", mostLost: (Number.isFinite(float.value) ? float.value : 0) - least };
};

const costAtEightBits = (graph: Graph, costOf: ChoiceProblem["costOf"]): number =>
  layerGroupsOf(graph)
    .flatMap(({ weights }) => weights)
    .reduce((sum, weight) => sum + costOf(weight, 8, 8), 0);

/** Rounding of the difference must not fail a network that is just good enough. */
const leastOf = ({ value }: Measurement, { drop, atLeast = -Infinity }: AccuracyLimits): number =>
  drop === undefined || !Number.isFinite(value) ? atLeast : Math.max(atLeast, value - drop - 1e-9);
