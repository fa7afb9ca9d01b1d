/** The networks that a search for widths has run: each choice is quantized and run once, and judged by what all of them say. */
import { measure, type Measurement, type Reference } from "../accuracy/measure.ts";
import { lossAgainst } from "../accuracy/loss.ts";
import { uniformWidths, type Widths } from "../assign-parameters.ts";
import { quantizeWith } from "../quantize.ts";
import type { LayerGroup, WidthChoice } from "./choice.ts";
import { effectOf } from "./effect.ts";
import { pairCorrections } from "./pairs.ts";
import type { NoiseTable } from "./problem.ts";
import { keyOf, type Rehearsal } from "./rehearsals.ts";
import type { Demand, MixedRequest, MixedResult, Run } from "./request.ts";
import { type Bench, jointEffect } from "./sensitivity.ts";
import { expectedLosses, lostPerNoise, verdictsOn } from "./verdict.ts";

export interface TrialsSetting {
  readonly request: MixedRequest;
  readonly groups: readonly LayerGroup[];
  readonly bench: Bench;
  /** On the data that choose. */
  readonly float: Measurement;
  readonly reference: Reference;
}

/** A machine of limited patience: everything it does is run on data. */
export class Trials {
  readonly #setting: TrialsSetting;
  readonly #runs = new Map<string, Run>();
  /** On the data that the result is reported on. */
  readonly #lostInTheEnd = new Map<Run, number>();
  #repairs = 0;
  #rehearsals = 0;

  constructor(setting: TrialsSetting) {
    this.#setting = setting;
  }

  /** Equal choices are run once. */
  async run(choice: WidthChoice): Promise<Run> {
    const { request, bench, float, reference } = this.#setting;
    const { graph, calibration, dataset, executor, choosing, metric, settings, progress } = request;
    const { floatVectors } = bench;
    const key = keyOf(choice);
    const known = this.#runs.get(key);
    if (known !== undefined) return known;
    progress?.(`trying network ${this.#runs.size + 1}`);
    const widths = this.#allWidths(choice);
    const quantized = await quantizeWith(graph, widths, calibration, { dataset, executor, floatVectors }, settings);
    const measurement = await measure(executor, quantized.graph, choosing, metric, reference);
    const { noise } = await effectOf(bench.judging, quantized.graph);
    const run = { trial: { choice, measurement, ...lossAgainst(float, measurement), noise }, quantized, widths };
    this.#runs.set(key, run);
    return run;
  }

  async meets(choice: WidthChoice, demand: Demand): Promise<boolean> {
    const run = await this.run(choice);
    const runs = [...this.#runs.values()];
    return this.#verdicts(runs, demand)[runs.indexOf(run)] ?? false;
  }

  /** One run of the unfinished network: weights rounded as they were alone. */
  async rehearse(choice: WidthChoice): Promise<Rehearsal> {
    const { request, bench } = this.#setting;
    request.progress?.(`rehearsing network ${++this.#rehearsals}`);
    const { sqnrDb, noise } = await jointEffect(bench, this.#allWidths(choice));
    return { choice, sqnrDb, noise };
  }

  /** How much noise the limit bears, by what the networks that were run lose to theirs; undefined where they do not tell. */
  noiseBorne(mostLost: number): number | undefined {
    const rate = lostPerNoise(
      [...this.#runs.values()].map(({ trial }) => trial),
      mostLost,
    );
    return rate > 0 ? mostLost / rate : undefined;
  }

  /** Layers measured together with their neighbours at the widths of the choice. */
  async repaired(noise: NoiseTable, choice: WidthChoice): Promise<NoiseTable> {
    const { request, groups, bench } = this.#setting;
    this.#repairs++;
    const corrections = await pairCorrections(bench, groups, noise, choice.widths, (done, all) =>
      request.progress?.(`measuring layers in pairs, ${done} of ${all}`),
    );
    return noise.corrected(corrections);
  }

  async lostInTheEnd(run: Run): Promise<number> {
    const { request } = this.#setting;
    const known = this.#lostInTheEnd.get(run);
    if (known !== undefined) return known;
    request.progress?.("measuring the chosen network on the data that judge");
    const lost = await request.lostInTheEnd(run.quantized.graph);
    this.#lostInTheEnd.set(run, lost);
    return lost;
  }

  /** The cheapest that meets the demand, or that within the cost with least noise; where none does, what loses least of all. */
  best(demand: Demand): { readonly run: Run; readonly good: Run | undefined } {
    const runs = [...this.#runs.values()];
    const verdicts = this.#verdicts(runs, demand);
    // Noise itself is no loss that its rate could be guessed of.
    const byLoss = this.#setting.request.metric === "sqnr" ? byMeasuredLoss : lossOrder(runs);
    const [good] = runs.filter((_, i) => verdicts[i]).toSorted(demand.kind === "accuracy" ? byCost : byNoise);
    const run = good ?? this.#leastEndingLoss() ?? runs.toSorted(byLoss)[0];
    if (run === undefined) throw new RangeError("no network was tried");
    return { run, good };
  }

  result(demand: Demand): Pick<MixedResult, "quantized" | "widths" | "chosen" | "trials" | "repairs" | "rehearsals"> {
    const runs = [...this.#runs.values()];
    const verdicts = this.#verdicts(runs, demand);
    const { quantized, widths, trial: chosen } = this.best(demand).run;
    const ended = this.#lostInTheEnd;
    const trials = runs.map((run, i) => ({
      ...run.trial,
      meetsLimit: verdicts[i] ?? false,
      lostInTheEnd: ended.get(run),
    }));
    const [repairs, rehearsals] = [this.#repairs, this.#rehearsals];
    return { quantized, widths, chosen, trials, repairs, rehearsals };
  }

  /** Of those that were run on the data that the result is reported on. */
  #leastEndingLoss(): Run | undefined {
    const [least] = [...this.#lostInTheEnd].toSorted(([, a], [, b]) => inOrder(a, b));
    return least?.[0];
  }

  #verdicts(runs: readonly Run[], demand: Demand): readonly boolean[] {
    const trials = runs.map(({ trial }) => trial);
    if (demand.kind === "cost") return trials.map(({ choice }) => choice.cost <= demand.mostCost * (1 + 1e-9));
    const { request } = this.#setting;
    const { mostLost } = request.demand.kind === "accuracy" ? request.demand : demand;
    // Noise is measured, not counted: samples differ in it by decibels, and that is no chance of the mean.
    const verdicts =
      request.metric === "sqnr"
        ? trials.map(({ lost }) => lost <= demand.mostLost)
        : verdictsOn(trials, demand.mostLost);
    return runs.map((run, i) => verdicts[i] === true && (this.#lostInTheEnd.get(run) ?? -Infinity) <= mostLost);
  }

  /** What has no choice of its own gets the widest. */
  #allWidths({ widths: chosen }: WidthChoice): Widths {
    const { graph, widths } = this.#setting.request;
    const widest = uniformWidths(graph, Math.max(...widths.weights), Math.max(...widths.activations));
    return new Map([...widest].map(([value, bits]) => [value, chosen.get(value) ?? bits]));
  }
}

const byCost = ({ trial: a }: Run, { trial: b }: Run): number => a.choice.cost - b.choice.cost;

/** Least first; what is not a number loses everything. */
const inOrder = (a: number, b: number): number => {
  const [first, second] = [a, b].map(lost => (Number.isNaN(lost) ? Infinity : lost));
  return first === second ? 0 : (first ?? 0) - (second ?? 0);
};

/** Networks of like cost differ in what they lose by chance, which noise tells apart much more surely. */
const byNoise = ({ trial: a }: Run, { trial: b }: Run): number => inOrder(a.noise, b.noise);

const byMeasuredLoss = ({ trial: a }: Run, { trial: b }: Run): number => inOrder(a.lost, b.lost);

/** Least expected loss first. */
const lossOrder = (runs: readonly Run[]): ((a: Run, b: Run) => number) => {
  const losses = expectedLosses(runs.map(({ trial }) => trial));
  const lossOf = (run: Run): number => losses[runs.indexOf(run)] ?? Infinity;
  return (a, b) => inOrder(lossOf(a), lossOf(b));
};
