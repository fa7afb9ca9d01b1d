/**
 * Brings the networks of a specification to few bits and runs them, before hardware is searched: at each width of a uniform choice, or
 * at the mixed widths that cost least on the machines that they would run on at one width. What is accurate enough is decided on data
 * that choose; what the plan reports is measured on other data.
 */
import type { Graph } from "../../ir/graph.ts";
import type { Precision } from "../../mapping/workload.ts";
import { lossAgainst } from "../../quant/accuracy/loss.ts";
import { measure, referenceOf } from "../../quant/accuracy/measure.ts";
import { prepareForQuantization } from "../../quant/prepare.ts";
import type { QuantizationData } from "../../quant/quantization-data.ts";
import { type QuantizationTask, type QuantizedNetwork, quantizeNetwork } from "../../quant/quantize-network.ts";
import { InternalError } from "../../support/diagnostic.ts";
import type { Executor } from "../../train/executor.ts";
import type { SourceNetwork } from "../assembled-network.ts";
import { accumulatorBits, defaultBits } from "../design/chip-space.ts";
import type { LayerPricer } from "../precision-cost.ts";
import { valuesOf } from "../spec/domain.ts";
import type { AccuracySource, Spec } from "../spec/spec.ts";
import { accuracyLimitsOf, metricNames } from "./accuracy-limits.ts";
import { planQuantizationOf } from "./plan-quantization.ts";
import type { QuantizedForm, QuantizedSpec } from "./quantized-form.ts";
import { pricedMetrics, widthCost } from "./width-cost.ts";

export interface QuantizeSpecRequest {
  readonly spec: Spec;
  /** Those of the specification, in its order, with all passes done. */
  readonly networks: readonly SourceNetwork[];
  readonly executor: Executor;
  /** What layers of mixed widths are priced by; asked for only where there are such. */
  readonly pricers: () => readonly LayerPricer[];
  /**
   * Samples for a network.
   * @param graph prepared for quantization.
   * @throws CompileError where they can't be read or do not fit.
   */
  readonly dataOf: (source: SourceNetwork, graph: Graph, path: string, isChoice: boolean) => QuantizationData;
  readonly progress?: (step: string) => void;
}

/**
 * Undefined where no network has an accuracy that is measured on data.
 * @throws CompileError where a network can't be quantized or its data can't be read.
 */
export const quantizeSpec = async (request: QuantizeSpecRequest): Promise<QuantizedSpec | undefined> => {
  const { spec } = request;
  const measured = request.networks.flatMap(source => {
    const accuracy = spec.networks.find(({ name }) => name === source.name)?.accuracy;
    return accuracy?.from === "data" ? [{ source, accuracy }] : [];
  });
  if (measured.length === 0) return undefined;
  const widths = widthsOf(spec);
  const found: (readonly Candidate[])[] = [];
  for (const { source, accuracy } of measured) {
    const job = jobOf(request, source, accuracy, widths);
    found.push(spec.quantize.method === "mixed" ? [await mixedCandidate(job)] : await uniformCandidates(job));
  }
  return chosenFrom(
    measured.map(({ source: { name } }) => name),
    found,
  );
};

type Widths = QuantizationTask["widths"];

const widthsOf = ({ quantize: { weights, activations } }: Spec): Widths => ({
  weights: weights === undefined ? [defaultBits] : valuesOf<number>(weights).toSorted((a, b) => a - b),
  activations: activations === undefined ? [defaultBits] : valuesOf<number>(activations).toSorted((a, b) => a - b),
});

interface Job {
  readonly request: QuantizeSpecRequest;
  readonly task: QuantizationTask;
  readonly objective: string;
}

const jobOf = (
  request: QuantizeSpecRequest,
  source: SourceNetwork,
  { data: { path }, metric }: Extract<AccuracySource, { from: "data" }>,
  widths: Widths,
): Job => {
  const { spec, executor } = request;
  const graph = prepareForQuantization(source.optimized.graph);
  const isChoice = widths.weights.length > 1 || widths.activations.length > 1;
  const goals = [...spec.objectives, ...(spec.objectives.length === 0 ? spec.limits : [])].map(goal => goal.metric);
  const task: QuantizationTask = {
    graph,
    data: request.dataOf(source, graph, path, isChoice),
    executor,
    metric: metricNames[metric],
    widths,
    limits: accuracyLimitsOf(spec.limits, source.name),
    settings: {
      choice: { observer: "mse", weightScales: "mse", perChannel: true },
      rounding: "learned",
      correctBias: true,
      seed: spec.search.seed,
    },
    equalizes: false,
    costsOf: quantized => widthCost(quantized, request.pricers(), goals),
    ...(request.progress === undefined ? {} : { progress: step => request.progress?.(`${source.name}: ${step}`) }),
  };
  return { request, task, objective: pricedMetrics(goals).join(" and ") };
};

interface Candidate {
  readonly precision: Precision;
  readonly form: QuantizedForm;
  /** What is lost beyond the limit on the data that choose; not above 0 where it is kept. */
  readonly excess: number;
}

const formOf = ({ request, task, objective }: Job, made: QuantizedNetwork): QuantizedForm => ({
  graph: made.quantized.graph,
  record: planQuantizationOf(made, task.data, { executor: request.executor.name, objective }),
});

const mixedCandidate = async (job: Job): Promise<Candidate> => {
  const { weights, activations } = job.task.widths;
  const made = await quantizeNetwork(job.task);
  return {
    precision: precisionOf(Math.max(...weights), Math.max(...activations)),
    form: formOf(job, made),
    excess: 0,
  };
};

/** Every pair of widths, judged by the data that choose, where there is a choice. */
const uniformCandidates = async (job: Job): Promise<readonly Candidate[]> => {
  const { task } = job;
  const { widths, executor, metric, limits } = task;
  const { choosing } = task.data;
  const pairs = widths.weights.flatMap(weights =>
    widths.activations.map(activations => [weights, activations] as const),
  );
  const reference = pairs.length === 1 ? [] : await referenceOf(executor, task.graph, choosing);
  const float = pairs.length === 1 ? undefined : await measure(executor, task.graph, choosing, metric, reference);
  const candidates: Candidate[] = [];
  for (const [weights, activations] of pairs) {
    const made = await quantizeNetwork({ ...task, widths: { weights: [weights], activations: [activations] } });
    let excess = 0;
    if (float !== undefined) {
      const measured = await measure(executor, made.quantized.graph, choosing, metric, reference);
      const { lost } = lossAgainst(float, measured);
      const most = made.float.value - made.atLeast;
      excess = limits.drop === undefined && limits.atLeast === undefined ? 0 : lost - most;
    }
    candidates.push({ precision: precisionOf(weights, activations), form: formOf(job, made), excess });
  }
  return candidates;
};

const precisionOf = (weightBits: number, activationBits: number): Precision => ({
  weightBits,
  activationBits,
  accumulatorBits,
});

/** Precisions at which every network keeps to its limits; where there is none, the one that misses them by least. */
const chosenFrom = (names: readonly string[], found: readonly (readonly Candidate[])[]): QuantizedSpec => {
  const [first = []] = found;
  const worst = first.map(({ precision }, i) => ({
    precision,
    excess: Math.max(...found.map(candidates => candidates[i]?.excess ?? 0)),
  }));
  const good = worst.filter(({ excess }) => excess <= 0);
  const [closest] = worst.toSorted((a, b) => a.excess - b.excess);
  if (closest === undefined) throw new InternalError("no network was quantized");
  const forms = new Map(
    names.map((name, i) => [name, new Map(found[i]?.map(({ precision, form }) => [keyOf(precision), form]))]),
  );
  return {
    precisions: (good.length > 0 ? good : [closest]).map(({ precision }) => precision),
    formOf: (name, precision) => forms.get(name)?.get(keyOf(precision)),
  };
};

const keyOf = ({ weightBits, activationBits }: Precision): string => `${weightBits} ${activationBits}`;
