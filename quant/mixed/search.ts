/**
 * Mixed precision: the cheapest widths with which the network still meets an accuracy limit, or the most accurate ones within a cost.
 * Noise measured value by value predicts which choice is good at each budget of noise, exactly; how much noise the accuracy bears is
 * found by running the chosen networks on data held out for it. Where a choice misses the limit, neighbouring layers are measured
 * together, and what adds up to more than its parts is counted as such. Where noise itself is limited, choices are rehearsed first.
 * What is chosen is run on the data that the result is reported on; where it misses the limit there, it is repaired in the same way.
 */
import { drawSamples } from "../../train/data/dataset.ts";
import { measure, referenceOf } from "../accuracy/measure.ts";
import { layerGroupsOf, measureSensitivities, type NoiseTable, noiseTable } from "./problem.ts";
import type { Demand, MixedRequest, MixedResult } from "./request.ts";
import { seekAboveNoise, seekCheapest, type Seeking, seekNarrower, seekQuietest } from "./seek.ts";
import type { Bench } from "./sensitivity.ts";
import { Trials } from "./trials.ts";

/** @throws CompileError where a tensor can't be quantized or the data lack what the metric needs. */
export const searchMixed = async (request: MixedRequest): Promise<MixedResult> => {
  const { graph, executor, choosing, metric, widths, settings, sensitivitySamples, demand, progress } = request;
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
    floatVectors: new Map(),
  };
  const sensitivities = await measureSensitivities(bench, groups, widths, (done, all) =>
    progress?.(`sensitivity of ${done} of ${all} tensors`),
  );
  const trials = new Trials({ request, groups, bench, float, reference });
  const problem = {
    groups,
    weightWidths: widths.weights,
    activationWidths: widths.activations,
    costOf: request.costOf,
  };
  const seek = async (aim: Demand, noise: NoiseTable): Promise<NoiseTable> => {
    const seeking: Seeking = {
      problem,
      meets: choice => trials.meets(choice, aim),
      rehearse: choice => trials.rehearse(choice),
      best: () => trials.best(aim).good?.trial.choice,
      noiseBorne: () => (aim.kind === "accuracy" ? trials.noiseBorne(aim.mostLost) : undefined),
      lost: async choice => (await trials.run(choice)).trial.lost,
      repaired: (known, choice) => trials.repaired(known, choice),
    };
    if (aim.kind === "cost") return seekQuietest(seeking, noise, aim.mostCost);
    if (metric === "sqnr") return seekAboveNoise(seeking, noise, -aim.mostLost);
    const corrected = await seekCheapest(seeking, noise);
    await seekNarrower(seeking, corrected);
    return corrected;
  };
  const aim = await soughtInTheEnd({ demand, metric, trials, seek }, noiseTable(sensitivities));
  return {
    ...trials.result(aim),
    float,
    choosingSource: choosing.source,
    sensitivities,
    sensitivitySamples: few.count,
  };
};

/** Choices that are run on the data that the result is reported on. */
const mostChecks = 5;

interface Sought extends Pick<MixedRequest, "demand" | "metric"> {
  readonly trials: Trials;
  /** Runs networks for the demand; gives what is known of noise after that. */
  readonly seek: (aim: Demand, noise: NoiseTable) => Promise<NoiseTable>;
}

/**
 * Seeks until what is chosen keeps to the limit on the data that the result is reported on, too: each time it does not, its layers are
 * measured in pairs, and a stricter limit is sought on the data that choose, by as much as it was missed.
 * @returns the demand on the data that choose.
 */
const soughtInTheEnd = async ({ demand, metric, trials, seek }: Sought, table: NoiseTable): Promise<Demand> => {
  let noise = await seek(demand, table);
  if (demand.kind === "cost") return demand;
  const { kind, mostLost } = demand;
  let aim: Demand = demand;
  for (let check = 1; check <= mostChecks; check++) {
    const { run, good } = trials.best(aim);
    const ended = await trials.lostInTheEnd(run);
    // Where even the most accurate choice misses it, nothing is left to repair.
    if (ended <= mostLost || good === undefined || check === mostChecks) break;
    noise = await trials.repaired(noise, run.trial.choice);
    aim = { kind, mostLost: stricter(run.trial.lost, ended, mostLost, metric === "sqnr") };
    noise = await seek(aim, noise);
  }
  return aim;
};

/**
 * What may be lost on the data that choose, so that no more than the limit is lost on those that judge: as decibels of noise are apart, or in
 * proportion, as the noise of two sets is.
 */
export const stricter = (chosen: number, ended: number, limit: number, isNoise: boolean): number => {
  if (isNoise || limit <= 0 || chosen <= 0) return Math.min(limit, chosen) - Math.max(0, ended - limit);
  return (chosen * limit) / ended;
};
