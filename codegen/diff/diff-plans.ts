/** Compares two plans: totals, limits, hardware, every layer, what lies where, what became of each node, how it was made. */
import type { Plan, PlanLimit, PlanMetrics } from "../../accelerators/plan.ts";
import { type Pair, fieldChanges, isSame, numberChange, paired, pairedOrAlone, textChanges } from "./changes.ts";
import { diffAccelerator } from "./diff-accelerator.ts";
import { diffNetwork } from "./diff-layers.ts";
import type {
  CoverageChange,
  Judgement,
  LimitChange,
  LimitState,
  MetricChange,
  MovedTensor,
  NumberChange,
  PlanDiff,
  TextChanges,
  Value,
} from "./plan-diff.ts";

export const diffPlans = (before: Plan, after: Plan): PlanDiff => {
  const diff = {
    metrics: metricChanges(before.metrics, after.metrics),
    limits: paired(before.limits, after.limits, ({ metric, relation }) => `${metric} ${relation}`).map(limitChange),
    accelerators: pairedOrAlone(before.accelerators, after.accelerators, ({ slot }) => slot).map(diffAccelerator),
    networks: pairedOrAlone(before.networks, after.networks, ({ name }) => name).map(pair =>
      diffNetwork(pair, [before, after]),
    ),
    movedTensors: movedTensors(before, after),
    coverage: coverageChanges(before, after),
    provenance: fieldChanges(provenanceOf(before), provenanceOf(after)),
    assumptions: textChanges(before.assumptions, after.assumptions),
    warnings: textChanges(messagesOf(before), messagesOf(after)),
  };
  return {
    schema: "mortise-diff/1",
    before: { design: before.design, feasible: before.feasible },
    after: { design: after.design, feasible: after.feasible },
    same: before.design === after.design && before.feasible === after.feasible && isNothing(diff),
    ...diff,
  };
};

/** What was within its limits and is no longer. */
export const hasTurnedBad = ({ before, after, limits }: PlanDiff): boolean =>
  (before.feasible && !after.feasible) || limits.some(({ turned }) => turned === "missed");

type MetricName = {
  [F in keyof PlanMetrics]-?: PlanMetrics[F] extends number | null | undefined ? F : never;
}[keyof PlanMetrics];

/** What is better of each; null where it depends. In the order of the plan. */
const better: Readonly<Record<MetricName, "less" | "more" | null>> = {
  latencyCycles: "less",
  latencySeconds: "less",
  energyPj: "less",
  areaMm2: "less",
  powerWatts: "less",
  throughputPerSecond: "more",
  modelBytes: "less",
  peakActivationBytes: "less",
  bitOps: "less",
  macs: null,
  parameters: null,
  accuracy: "more",
  accuracyDb: "more",
  accuracyDrop: "less",
  accuracyDropDb: "less",
  lut: "less",
  ff: "less",
  bram: "less",
  uram: "less",
  dsp: "less",
};

const metricChanges = (before: PlanMetrics, after: PlanMetrics): readonly MetricChange[] =>
  (Object.keys(better) as MetricName[]).flatMap(metric => {
    const change = numberChange(before[metric] ?? null, after[metric] ?? null);
    if (change.before === null && change.after === null) return [];
    return [{ metric, ...change, judgement: judge(change, better[metric]) }];
  });

const judge = ({ change }: NumberChange, wanted: "less" | "more" | null): Judgement => {
  if (change === 0) return "same";
  if (change === null || wanted === null) return "neither";
  return change < 0 === (wanted === "less") ? "better" : "worse";
};

const limitChange = ([before, after]: Pair<PlanLimit>): LimitChange => {
  const { metric = "", relation = "<=" } = before ?? after ?? {};
  const turned = before === undefined || after === undefined || before.satisfied === after.satisfied;
  return {
    metric,
    relation,
    before: before === undefined ? null : stateOf(before),
    after: after === undefined ? null : stateOf(after),
    turned: turned ? null : after.satisfied ? "met" : "missed",
  };
};

const stateOf = ({ bound, value, unit, satisfied }: PlanLimit): LimitState => ({ bound, value, unit, satisfied });

/** Of a plan's only network, whatever its name, things go by their own names. */
const ownerIn = ({ networks }: Plan, network: string): string => (networks.length === 1 ? "" : network);

const movedTensors = (before: Plan, after: Plan): readonly MovedTensor[] =>
  pairedIn(before, after, "memory", ({ name, region }) => `${region}\n${name}`)
    .flatMap(([old, now]) =>
      old === undefined || now === undefined || old.level === now.level
        ? []
        : [{ network: now.network, name: now.name, sizeBytes: now.sizeBytes, before: old.level, after: now.level }],
    )
    .toSorted((a, b) => b.sizeBytes - a.sizeBytes);

const coverageChanges = (before: Plan, after: Plan): readonly CoverageChange[] =>
  pairedIn(before, after, "coverage", ({ node }) => node).flatMap(([old, now]) => {
    const { network = "", node = "" } = now ?? old ?? {};
    return old?.status === now?.status
      ? []
      : [{ network, node, before: old?.status ?? null, after: now?.status ?? null }];
  });

/** Entries of one list of both plans, by network and key. */
const pairedIn = <F extends "memory" | "coverage">(
  before: Plan,
  after: Plan,
  field: F,
  keyOf: (entry: Plan[F][number]) => string,
): readonly Pair<Plan[F][number]>[] => {
  const keyed = (plan: Plan): readonly (readonly [string, Plan[F][number]])[] =>
    plan[field].map(entry => [`${ownerIn(plan, entry.network)}\n${keyOf(entry)}`, entry]);
  return paired(keyed(before), keyed(after), ([key]) => key).map(([old, now]) => [old?.[1], now?.[1]]);
};

/** The command alone differs where nothing else needs to: it names folders. */
const provenanceOf = ({ provenance }: Plan): Readonly<Record<string, Value>> => {
  const { version, seed, specSha256, modelSha256, passes, search } = provenance;
  return {
    version,
    seed,
    objective: search.objective,
    exact: search.exact,
    specSha256,
    modelSha256: modelSha256.join(", "),
    passes: passes.join(", "),
  };
};

const messagesOf = ({ warnings }: Plan): readonly string[] => warnings.map(({ message }) => message);

const isEmpty = ({ added, removed }: TextChanges): boolean => added.length === 0 && removed.length === 0;

const isNothing = (diff: Omit<PlanDiff, "schema" | "before" | "after" | "same">): boolean =>
  diff.metrics.every(isSame) &&
  diff.limits.every(({ before, after }) => JSON.stringify(before) === JSON.stringify(after)) &&
  diff.accelerators.every(
    ({ settings, derived, areaMm2 }) => settings.length + derived.length + areaMm2.length === 0,
  ) &&
  diff.networks.every(({ settings, layers }) => settings.length + layers.length === 0) &&
  diff.movedTensors.length + diff.coverage.length + diff.provenance.length === 0 &&
  isEmpty(diff.assumptions) &&
  isEmpty(diff.warnings);
