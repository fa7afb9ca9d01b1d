/**
 * Mixed precision: the cheapest widths with which the network still meets an accuracy limit. Noise measured value by value predicts
 * which choice is good at each budget of noise, exactly; how much noise the accuracy bears is found by running the chosen networks.
 * Where a choice misses the limit, neighbouring layers are measured together, and what adds up to more than its parts is counted as such.
 */
import type { Graph, ValueId } from "../../ir/graph.ts";
import type { Dataset } from "../../train/data/dataset.ts";
import type { Executor } from "../../train/executor.ts";
import type { MetricName } from "../accuracy/index.ts";
import { measure, type Measurement, type Reference, referenceOf } from "../accuracy/measure.ts";
import { uniformWidths, type Widths } from "../assign-parameters.ts";
import type { Calibration } from "../calibrate.ts";
import { type PostTrainingSettings, type Quantized, quantizeWith } from "../quantize.ts";
import { type ChoiceProblem, chooseWidths, type LayerGroup, optionsOf, type WidthChoice } from "./choice.ts";
import { layerGroupsOf, measureSensitivities, type NoiseTable, noiseTable } from "./problem.ts";
import { type Bench, jointEffect, type Sensitivity } from "./sensitivity.ts";

export interface MixedRequest {
  /** Prepared for quantization. */
  readonly graph: Graph;
  readonly calibration: Calibration;
  readonly executor: Executor;
  /** What rounding is learned on. */
  readonly dataset: Dataset;
  /** What sensitivities are measured on: a small part of the above. */
  readonly sensitivityData: Dataset;
  readonly evaluation: Dataset;
  /** Float outputs on the evaluation data. */
  readonly reference: Reference;
  readonly metric: MetricName;
  /** The least value of the metric that will do. */
  readonly atLeast: number;
  readonly widths: { readonly weights: readonly number[]; readonly activations: readonly number[] };
  readonly costOf: ChoiceProblem["costOf"];
  readonly settings: PostTrainingSettings;
  readonly progress?: (step: string) => void;
}

export interface Trial {
  readonly choice: WidthChoice;
  readonly measurement: Measurement;
  readonly meetsLimit: boolean;
}

export interface MixedResult {
  readonly quantized: Quantized;
  /** Of every quantized value. */
  readonly widths: Widths;
  readonly chosen: Trial;
  /** Every network that was run, in order. */
  readonly trials: readonly Trial[];
  readonly sensitivities: readonly Sensitivity[];
  /** How often pairs of layers had to be measured. */
  readonly repairs: number;
}

/** Halvings of the budget's logarithm between a network that will do and one that won't. */
const bisections = 7;

/** @throws CompileError where a tensor can't be quantized or the data lack what the metric needs. */
export const searchMixed = async (request: MixedRequest): Promise<MixedResult> => {
  const { graph, widths, progress = () => undefined } = request;
  const groups = layerGroupsOf(graph);
  const bench = await benchOf(request);
  const sensitivities = await measureSensitivities(bench, groups, widths, (done, all) =>
    progress(`sensitivity of ${done} of ${all} tensors`),
  );
  const search = new Search(request, groups, bench);
  await search.run(noiseTable(sensitivities));
  return { ...search.result(), sensitivities };
};

const benchOf = async (request: MixedRequest): Promise<Bench> => {
  const { graph, executor, calibration, sensitivityData: dataset, settings } = request;
  const reference = await referenceOf(executor, graph, dataset);
  const { choice, seed } = settings;
  const learnsRounding = settings.rounding === "learned";
  return { graph, dataset, executor, reference, calibration, choice, learnsRounding, seed, rounded: new Map() };
};

interface Run {
  readonly trial: Trial;
  readonly quantized: Quantized;
  readonly widths: Widths;
}

/** What is known while budgets are tried. */
class Search {
  readonly #request: MixedRequest;
  readonly #groups: readonly LayerGroup[];
  readonly #bench: Bench;
  readonly #runs = new Map<string, Run>();
  #repairs = 0;

  constructor(request: MixedRequest, groups: readonly LayerGroup[], bench: Bench) {
    this.#request = request;
    this.#groups = groups;
    this.#bench = bench;
  }

  async run(table: NoiseTable): Promise<void> {
    let noise = table;
    const ends = this.#ends(noise);
    // A budget a hair above the sum of the parts: adding up in another order must not exclude it.
    let [low, high] = [ends.least * (1 + 1e-9), ends.most * (1 + 1e-9)];
    if (!(await this.#meets(noise, low)) || (await this.#meets(noise, high))) return;
    for (let round = 0; round < bisections; round++) {
      const middle = Math.sqrt(low * high);
      if (await this.#meets(noise, middle)) {
        low = middle;
        continue;
      }
      noise = await this.#repaired(noise, middle);
      if (await this.#meets(noise, middle)) low = middle;
      else high = middle;
    }
  }

  /** The cheapest that meets the limit; where none does, the most accurate. */
  result(): Omit<MixedResult, "sensitivities"> {
    const runs = [...this.#runs.values()];
    const good = runs.filter(({ trial }) => trial.meetsLimit).sort((a, b) => a.trial.choice.cost - b.trial.choice.cost);
    const [best] = [...good, ...runs.toSorted((a, b) => b.trial.measurement.value - a.trial.measurement.value)];
    if (best === undefined) throw new RangeError("no network was tried");
    const { trial: chosen, quantized, widths } = best;
    const repairs = this.#repairs;
    return { quantized, widths, chosen, trials: runs.map(({ trial }) => trial), repairs };
  }

  #ends(noise: NoiseTable): { readonly least: number; readonly most: number } {
    const options = optionsOf(this.#problem(noise));
    const sum = (at: 0 | -1): number => options.reduce((total, front) => total + (front.at(at)?.weight ?? 0), 0);
    // Noise of exactly 0 has no logarithm to halve.
    const most = Math.max(sum(-1), Number.MIN_VALUE * 2 ** 60);
    return { least: Math.max(sum(0), most * 1e-12), most };
  }

  #problem({ noiseOf }: NoiseTable): ChoiceProblem {
    const { widths, costOf } = this.#request;
    const groups = this.#groups;
    return {
      groups,
      weightWidths: widths.weights,
      activationWidths: widths.activations,
      noiseOf,
      costOf,
    };
  }

  #choice(noise: NoiseTable, budget: number): WidthChoice | undefined {
    const problem = this.#problem(noise);
    return chooseWidths(problem, optionsOf(problem), budget);
  }

  async #meets(noise: NoiseTable, budget: number): Promise<boolean> {
    const choice = this.#choice(noise, budget);
    return choice !== undefined && (await this.#tried(choice)).trial.meetsLimit;
  }

  /** Equal choices are run once. */
  async #tried(choice: WidthChoice): Promise<Run> {
    const { graph, calibration, dataset, executor, evaluation, metric, reference, atLeast, settings } = this.#request;
    const key = [...choice.widths.values()].join(" ");
    const known = this.#runs.get(key);
    if (known !== undefined) return known;
    this.#request.progress?.(`trying network ${this.#runs.size + 1}`);
    const widths = this.#allWidths(choice.widths);
    const quantized = await quantizeWith(graph, widths, calibration, { dataset, executor }, settings);
    const measurement = await measure(executor, quantized.graph, evaluation, metric, reference);
    const run = { trial: { choice, measurement, meetsLimit: measurement.value >= atLeast }, quantized, widths };
    this.#runs.set(key, run);
    return run;
  }

  /** What has no choice of its own gets the widest. */
  #allWidths(chosen: ReadonlyMap<ValueId, number>): Widths {
    const { graph, widths } = this.#request;
    const widest = uniformWidths(graph, Math.max(...widths.weights), Math.max(...widths.activations));
    return new Map([...widest].map(([value, bits]) => [value, chosen.get(value) ?? bits]));
  }

  /** Measures each group together with the next at the widths chosen for this budget. */
  async #repaired(noise: NoiseTable, budget: number): Promise<NoiseTable> {
    const choice = this.#choice(noise, budget);
    if (choice === undefined) return noise;
    this.#repairs++;
    const ratios = new Map<LayerGroup, number[]>();
    for (const [i, first] of this.#groups.entries()) {
      const second = this.#groups[i + 1];
      if (second === undefined) continue;
      this.#request.progress?.(`measuring layers in pairs, ${i + 1} of ${this.#groups.length - 1}`);
      const ratio = await this.#jointRatio(noise, choice.widths, [first, second]);
      for (const group of [first, second]) ratios.set(group, [...(ratios.get(group) ?? []), ratio]);
    }
    const corrections = new Map<ValueId, { bits: number; factor: number }>();
    for (const [group, found] of ratios) {
      const factor = found.reduce((sum, ratio) => sum + ratio, 0) / found.length;
      for (const value of [group.activation, ...group.weights])
        corrections.set(value, { bits: choice.widths.get(value) ?? 0, factor });
    }
    return noise.corrected(corrections);
  }

  /** Noise of two groups quantized together over the sum of what was counted for their parts. */
  async #jointRatio(noise: NoiseTable, widths: Widths, groups: readonly LayerGroup[]): Promise<number> {
    const values = groups.flatMap(({ activation, weights }) => [activation, ...weights]);
    const pair = new Map(values.map(value => [value, widths.get(value) ?? 0]));
    const sum = values.reduce((total, value) => total + noise.noiseOf(value, pair.get(value) ?? 0), 0);
    const joint = await jointEffect(this.#bench, pair);
    return sum > 0 && Number.isFinite(joint.noise) ? Math.min(mostCorrection, joint.noise / sum) : 1;
  }
}

/** One measurement of a pair is no reason to forbid a width for good. */
const mostCorrection = 4;
