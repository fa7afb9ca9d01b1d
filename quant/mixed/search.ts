/**
 * Mixed precision: the cheapest widths with which the network still meets an accuracy limit, or the most accurate ones within a cost.
 * Noise measured value by value predicts which choice is good at each budget of noise, exactly; how much noise the accuracy bears is
 * found by running the chosen networks on data held out for it. Where a choice misses the limit, neighbouring layers are measured
 * together, and what adds up to more than its parts is counted as such. Where noise itself is limited, choices are rehearsed first.
 */
import type { Graph, ValueId } from "../../ir/graph.ts";
import { type Dataset, drawSamples } from "../../train/data/dataset.ts";
import type { Executor } from "../../train/executor.ts";
import type { MetricName } from "../accuracy/index.ts";
import { lossAgainst } from "../accuracy/loss.ts";
import { measure, type Measurement, type Reference, referenceOf } from "../accuracy/measure.ts";
import { uniformWidths, type Widths } from "../assign-parameters.ts";
import type { Calibration } from "../calibrate.ts";
import { type PostTrainingSettings, type Quantized, quantizeWith } from "../quantize.ts";
import {
  cheapestChoice,
  type ChoiceProblem,
  type GroupOption,
  type LayerGroup,
  optionsOf,
  quietestChoice,
  type WidthChoice,
} from "./choice.ts";
import { effectOf } from "./effect.ts";
import { pairCorrections } from "./pairs.ts";
import { layerGroupsOf, measureSensitivities, type NoiseTable, noiseTable } from "./problem.ts";
import { cheapestReaching, keyOf, type Rehearsal } from "./rehearsals.ts";
import { type Bench, jointEffect, type Sensitivity } from "./sensitivity.ts";
import { expectedLosses, type Judged, verdictsOn } from "./verdict.ts";

export interface MixedRequest {
  /** Prepared for quantization. */
  readonly graph: Graph;
  readonly calibration: Calibration;
  readonly executor: Executor;
  /** What rounding is learned on. */
  readonly dataset: Dataset;
  /** What widths are chosen by: neither what rounding is learned on, where there is enough, nor ever what the result is reported on. */
  readonly choosing: Dataset;
  /** How many of these, drawn, sensitivities are measured on. */
  readonly sensitivitySamples: number;
  readonly metric: MetricName;
  readonly demand: Demand;
  readonly widths: { readonly weights: readonly number[]; readonly activations: readonly number[] };
  readonly costOf: ChoiceProblem["costOf"];
  readonly settings: PostTrainingSettings;
  readonly progress?: (step: string) => void;
}

export type Demand =
  /** The cheapest that loses at most so much of the metric against float; for what compares with float, minus the least value. */
  | { readonly kind: "accuracy"; readonly mostLost: number }
  /** The most accurate that costs at most so much. */
  | { readonly kind: "cost"; readonly mostCost: number };

/** One network that was run, and how it did on the data that choose. Its noise is measured; `choice.noise` was expected of its parts. */
export interface Trial extends Judged {
  readonly choice: WidthChoice;
  readonly measurement: Measurement;
}

export interface MixedResult {
  readonly quantized: Quantized;
  /** Of every quantized value. */
  readonly widths: Widths;
  readonly chosen: Trial;
  /** Every network that was run, in order, and whether it keeps to what was demanded, by all that is known in the end. */
  readonly trials: readonly (Trial & { readonly meetsLimit: boolean })[];
  /** The float network on the data that choose. */
  readonly float: Measurement;
  readonly choosingSource: string;
  readonly sensitivities: readonly Sensitivity[];
  readonly sensitivitySamples: number;
  /** How often pairs of layers had to be measured. */
  readonly repairs: number;
  /** Networks that were run unfinished, before those tried. */
  readonly rehearsals: number;
}

/** Halvings of the budget's logarithm between a network that will do and one that won't. */
const bisections = 7;

/** Within a cost, so many networks are run, each a hundredth cheaper than the last: of networks of like noise, some answer better. */
const candidates = 8;
const costStep = 0.01;

/** Networks finished to keep noise below a limit: what finishing changes is a decibel or two, and each next one aims higher. */
const mostFinished = 4;

/** @throws CompileError where a tensor can't be quantized or the data lack what the metric needs. */
export const searchMixed = async (request: MixedRequest): Promise<MixedResult> => {
  const { graph, executor, choosing, metric, widths, settings, sensitivitySamples, progress } = request;
  const groups = layerGroupsOf(graph);
  const reference = await referenceOf(executor, graph, choosing);
  const float = await measure(executor, graph, choosing, metric, reference);
  const few = drawSamples(choosing, sensitivitySamples, settings.seed);
  const bench: Bench = {
    ...request,
    ...settings,
    judging: { dataset: few, executor, metric, reference: await referenceOf(executor, graph, few) },
    learnsRounding: settings.rounding === "learned",
    rounded: new Map(),
  };
  const sensitivities = await measureSensitivities(bench, groups, widths, (done, all) =>
    progress?.(`sensitivity of ${done} of ${all} tensors`),
  );
  const search = new Search(request, groups, bench, { float, reference });
  await search.run(noiseTable(sensitivities));
  return {
    ...search.result(),
    float,
    choosingSource: choosing.source,
    sensitivities,
    sensitivitySamples: few.count,
  };
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
  readonly #unquantized: { readonly float: Measurement; readonly reference: Reference };
  readonly #runs = new Map<string, Run>();
  #repairs = 0;
  #rehearsals = 0;

  constructor(
    request: MixedRequest,
    groups: readonly LayerGroup[],
    bench: Bench,
    unquantized: { readonly float: Measurement; readonly reference: Reference },
  ) {
    this.#request = request;
    this.#groups = groups;
    this.#bench = bench;
    this.#unquantized = unquantized;
  }

  run(noise: NoiseTable): Promise<void> {
    const { demand, metric } = this.#request;
    if (demand.kind === "cost") return this.#seekQuietest(noise, demand.mostCost);
    return metric === "sqnr" ? this.#seekAboveNoise(noise, -demand.mostLost) : this.#seekCheapest(noise);
  }

  /** The cheapest that meets the limit, or that within the cost which loses least; where none does, what loses least of all. */
  result(): Pick<MixedResult, "quantized" | "widths" | "chosen" | "trials" | "repairs" | "rehearsals"> {
    const runs = [...this.#runs.values()];
    const isCheapest = this.#request.demand.kind === "accuracy";
    const verdicts = this.#verdicts(runs);
    const good = runs.filter((_, i) => verdicts[i]);
    // Noise itself is no loss that its rate could be guessed of.
    const byLoss = this.#request.metric === "sqnr" ? byMeasuredLoss : lossOrder(runs);
    const [best] = [...good.toSorted(isCheapest ? byCost : byLoss), ...runs.toSorted(byLoss)];
    if (best === undefined) throw new RangeError("no network was tried");
    const { trial: chosen, quantized, widths } = best;
    const trials = runs.map(({ trial }, i) => ({ ...trial, meetsLimit: verdicts[i] ?? false }));
    const [repairs, rehearsals] = [this.#repairs, this.#rehearsals];
    return { quantized, widths, chosen, trials, repairs, rehearsals };
  }

  #verdicts(runs: readonly Run[]): readonly boolean[] {
    const { demand, metric } = this.#request;
    const trials = runs.map(({ trial }) => trial);
    // Noise is measured, not counted: samples differ in it by decibels, and that is no chance of the mean.
    if (demand.kind === "accuracy" && metric === "sqnr") return trials.map(({ lost }) => lost <= demand.mostLost);
    return demand.kind === "accuracy"
      ? verdictsOn(trials, demand.mostLost)
      : trials.map(({ choice }) => choice.cost <= demand.mostCost * (1 + 1e-9));
  }

  async #seekCheapest(table: NoiseTable): Promise<void> {
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
      noise = await this.#repaired(noise, this.#cheapest(noise, middle));
      if (await this.#meets(noise, middle)) low = middle;
      else high = middle;
    }
  }

  async #seekQuietest(table: NoiseTable, mostCost: number): Promise<void> {
    const quietest = (noise: NoiseTable, budget: number): WidthChoice | undefined => {
      const { problem, options } = this.#problem(noise);
      return quietestChoice(problem, options, budget);
    };
    const first = quietest(table, mostCost) ?? this.#cheapest(table, Infinity);
    if (first === undefined) return;
    await this.#tried(first);
    const noise = await this.#repaired(table, first);
    for (let candidate = 0; candidate < candidates; candidate++) {
      const choice = quietest(noise, mostCost * (1 - candidate * costStep));
      if (choice !== undefined) await this.#tried(choice);
    }
  }

  /** Signal over noise of the worst output, as the metric is: rehearsed choices, of which the cheapest good one is finished and run. */
  async #seekAboveNoise(noise: NoiseTable, leastDb: number): Promise<void> {
    const { problem, options } = this.#problem(noise);
    const { least: leastNoise } = this.#ends(noise);
    const cheapest = (budget: number): WidthChoice | undefined => cheapestChoice(problem, options, budget);
    const rehearse = (choice: WidthChoice): Promise<Rehearsal> => this.#rehearsed(choice);
    const rehearsals = { cheapest, rehearse, leastNoise };
    let aim = leastDb;
    for (let finished = 0; finished < mostFinished; finished++) {
      const found = await cheapestReaching(rehearsals, aim);
      if (found === undefined) return;
      const { value } = (await this.#tried(found.choice)).trial.measurement;
      // Below its aim, it is the most accurate there is.
      if (value >= leastDb || !(found.sqnrDb >= aim)) return;
      aim += Math.max(1, leastDb - value);
    }
  }

  async #rehearsed(choice: WidthChoice): Promise<Rehearsal> {
    this.#request.progress?.(`rehearsing network ${++this.#rehearsals}`);
    const { sqnrDb } = await jointEffect(this.#bench, this.#allWidths(choice.widths));
    return { choice, sqnrDb };
  }

  #ends(noise: NoiseTable): { readonly least: number; readonly most: number } {
    const { options } = this.#problem(noise);
    const sum = (at: 0 | -1): number => options.reduce((total, front) => total + (front.at(at)?.weight ?? 0), 0);
    // Noise of exactly 0 has no logarithm to halve.
    const most = Math.max(sum(-1), Number.MIN_VALUE * 2 ** 60);
    return { least: Math.max(sum(0), most * 1e-12), most };
  }

  #problem({ noiseOf }: NoiseTable): {
    readonly problem: ChoiceProblem;
    readonly options: readonly (readonly GroupOption[])[];
  } {
    const { widths, costOf } = this.#request;
    const groups = this.#groups;
    const problem = {
      groups,
      weightWidths: widths.weights,
      activationWidths: widths.activations,
      noiseOf,
      costOf,
    };
    return { problem, options: optionsOf(problem) };
  }

  #cheapest(noise: NoiseTable, budget: number): WidthChoice | undefined {
    const { problem, options } = this.#problem(noise);
    return cheapestChoice(problem, options, budget);
  }

  async #meets(noise: NoiseTable, budget: number): Promise<boolean> {
    const choice = this.#cheapest(noise, budget);
    if (choice === undefined) return false;
    const run = await this.#tried(choice);
    const runs = [...this.#runs.values()];
    return this.#verdicts(runs)[runs.indexOf(run)] ?? false;
  }

  /** Equal choices are run once. */
  async #tried(choice: WidthChoice): Promise<Run> {
    const { graph, calibration, dataset, executor, choosing, metric, settings, progress } = this.#request;
    const key = keyOf(choice);
    const known = this.#runs.get(key);
    if (known !== undefined) return known;
    progress?.(`trying network ${this.#runs.size + 1}`);
    const widths = this.#allWidths(choice.widths);
    const quantized = await quantizeWith(graph, widths, calibration, { dataset, executor }, settings);
    const { float, reference } = this.#unquantized;
    const measurement = await measure(executor, quantized.graph, choosing, metric, reference);
    const { noise } = await effectOf(this.#bench.judging, quantized.graph);
    const run = { trial: { choice, measurement, ...lossAgainst(float, measurement), noise }, quantized, widths };
    this.#runs.set(key, run);
    return run;
  }

  /** What has no choice of its own gets the widest. */
  #allWidths(chosen: ReadonlyMap<ValueId, number>): Widths {
    const { graph, widths } = this.#request;
    const widest = uniformWidths(graph, Math.max(...widths.weights), Math.max(...widths.activations));
    return new Map([...widest].map(([value, bits]) => [value, chosen.get(value) ?? bits]));
  }

  async #repaired(noise: NoiseTable, choice: WidthChoice | undefined): Promise<NoiseTable> {
    if (choice === undefined) return noise;
    this.#repairs++;
    return noise.corrected(
      await pairCorrections(this.#bench, this.#groups, noise, choice.widths, (done, all) =>
        this.#request.progress?.(`measuring layers in pairs, ${done} of ${all}`),
      ),
    );
  }
}

const byCost = ({ trial: a }: Run, { trial: b }: Run): number => a.choice.cost - b.choice.cost;

/** Least first; what is not a number loses everything. */
const byMeasuredLoss = ({ trial: a }: Run, { trial: b }: Run): number => {
  const [first, second] = [a.lost, b.lost].map(lost => (Number.isNaN(lost) ? Infinity : lost));
  return first === second ? 0 : (first ?? 0) - (second ?? 0);
};

/** Least expected loss first. */
const lossOrder = (runs: readonly Run[]): ((a: Run, b: Run) => number) => {
  const losses = expectedLosses(runs.map(({ trial }) => trial));
  const lossOf = (run: Run): number => losses[runs.indexOf(run)] ?? Infinity;
  return (a, b) => (lossOf(a) < lossOf(b) ? -1 : lossOf(a) > lossOf(b) ? 1 : 0);
};
