/**
 * From networks and a device to a plan: the device's own choices within the limits, at the best of the widths that are left open. Pure.
 */
import type { DeviceModel, DeviceRun } from "../accelerators/device.ts";
import type { Plan, PlanProvenance } from "../accelerators/plan.ts";
import type { PlanDesign } from "../accelerators/plan-search.ts";
import { type Precision, workloadKey } from "../mapping/workload.ts";
import { CompileError, InternalError } from "../support/diagnostic.ts";
import type { SourceNetwork } from "./assembled-network.ts";
import { batchedNetwork } from "./batched-network.ts";
import type { MetricGoal } from "./design/demands.ts";
import { writtenGoal } from "./design/statements.ts";
import { type DeviceNetworkInput, planOnDevice } from "./device-plan.ts";
import { prepareNetwork } from "./fit-network.ts";
import type { Limit } from "./limits.ts";
import type { Mapper } from "./map-network.ts";
import { goalNotKnown, lackingWidths } from "./messages.ts";
import { dimensionsOf, metricOf, valueIn } from "./metrics.ts";
import { knownAccuracy, type QuantizedSpec } from "./quantization/quantized-form.ts";

export interface DeviceCompileRequest {
  readonly design: string;
  readonly device: DeviceModel;
  readonly networks: readonly (SourceNetwork & { readonly rate?: number; readonly weight?: number })[];
  /** To choose among; the device's own where there are none. */
  readonly precisions: readonly Precision[];
  /** What of the networks was brought to few bits and run. */
  readonly quantized?: QuantizedSpec;
  readonly limits: readonly Limit[];
  /** At least one. */
  readonly goals: readonly MetricGoal[];
  readonly mapper: Mapper;
  readonly provenance: Pick<PlanProvenance, "version" | "command" | "specSha256" | "seed">;
}

/** A plan with the widths that it was made at. */
export interface DeviceCompiled {
  readonly plan: Plan;
  readonly precision: Precision;
}

/**
 * The same request gives the same plan, byte for byte.
 * @throws CompileError where the device has none of the widths, a goal is known of no design, or the networks can't be costed.
 */
export const compileOnDevice = (request: DeviceCompileRequest): DeviceCompiled => {
  const candidates = runnablePrecisions(request).map(precision => candidateAt(request, precision));
  refuseUnknownGoals(request, candidates);
  const feasible = candidates.filter(({ plan }) => plan.feasible);
  const front = frontOf(feasible);
  const chosen = feasible.length > 0 ? bestOf(front) : closestOf(candidates);
  const open = request.quantized?.precisions ?? request.precisions;
  if (open.length <= 1) return chosen;
  const space = {
    designs: open.length,
    impossible: open.length - candidates.length,
    overLimits: 0,
    beaten: 0,
    evaluated: candidates.length,
    unseen: 0,
    exact: true,
    goals: request.goals.map(writtenGoal),
    front: front.map(planDesignOf),
    reason: reasonFor(request, feasible.length, front.length),
    conflicts: [],
  };
  const { plan } = chosen;
  const search = { ...plan.provenance.search, space };
  return { ...chosen, plan: { ...plan, provenance: { ...plan.provenance, search } } };
};

const reasonFor = ({ limits }: DeviceCompileRequest, feasible: number, front: number): string => {
  if (feasible === 0) return "no design is within the limits; this one misses them by the least share";
  const within = limits.length === 0 ? "" : " within the limits";
  return front === 1
    ? `best of all designs${within}`
    : `of ${front} designs${within} of which none is better in every goal, the one with the least product of them`;
};

/** @throws CompileError where there are none. */
const runnablePrecisions = ({ device, precisions, quantized }: DeviceCompileRequest): readonly Precision[] => {
  const open = quantized?.precisions ?? (precisions.length === 0 ? [device.precision] : precisions);
  const faults = open.flatMap(precision => device.lackOf(precision) ?? []);
  if (faults.length === open.length)
    throw new CompileError([...new Set(faults)].map(fault => lackingWidths(device.name, fault)));
  return open.filter(precision => device.lackOf(precision) === undefined);
};

/** A goal that nothing is known of would choose by chance. Where no width fits, the plan says so instead. */
const refuseUnknownGoals = ({ device, goals }: DeviceCompileRequest, candidates: readonly Candidate[]): void => {
  const fitting = candidates.filter(({ plan }) => fits(plan));
  const [first] = fitting;
  if (first === undefined) return;
  const faults = goals.flatMap((goal, i) =>
    fitting.every(({ scores }) => scores[i] === Infinity)
      ? goalNotKnown(device.name, writtenGoal(goal), unknownReason(first.plan, goal))
      : [],
  );
  if (faults.length > 0) throw new CompileError(faults);
};

const fits = ({ coverage }: Plan): boolean =>
  !coverage.some(({ status, layers }) => status === "unsupported" && layers.length > 0);

const unknownReason = (plan: Plan, { metric }: MetricGoal): string => {
  const fields = new Set<string>(Object.values(metricOf(metric).fields).flat());
  return plan.metrics.unknown.find(unknown => fields.has(unknown.metric))?.reason ?? "it has none";
};

interface Candidate extends DeviceCompiled {
  readonly run: DeviceRun;
  /** One per goal, to be minimized. */
  readonly scores: readonly number[];
}

const candidateAt = (request: DeviceCompileRequest, precision: Precision): Candidate => {
  const { design, device, limits, goals, mapper, provenance, quantized } = request;
  const networks = request.networks.map(({ rate, weight = 1, ...source }): DeviceNetworkInput => {
    const form = quantized?.formOf(source.name, precision);
    const graph = form?.graph ?? source.optimized.graph;
    return {
      source: { ...source, optimized: { ...source.optimized, graph } },
      prepared: batchedNetwork(prepareNetwork(graph, precision), device.batch),
      ...(rate === undefined ? {} : { rate }),
      ...(form === undefined ? {} : { accuracy: { ...knownAccuracy(form.record), weight }, quantization: form.record }),
    };
  });
  const run = device.run({
    networks: networks.map(({ source: { name }, prepared: { layers }, rate }) => ({
      name,
      ...(rate === undefined ? {} : { rate }),
      layers,
    })),
    precision,
    demands: { limits, goals },
    mapper,
  });
  const workloads = networks.flatMap(({ prepared }) => prepared.layers.map(({ workload }) => workloadKey(workload)));
  const plan = planOnDevice({
    design,
    device,
    run,
    networks,
    // Data other than those that judge have chosen what is accurate enough.
    limits,
    remarks: request.precisions.length > 1 && quantized === undefined ? [remarkOn(device, precision)] : [],
    provenance: {
      ...provenance,
      search: {
        objective: goals.map(writtenGoal).join(", "),
        exact: run.search.exact,
        distinctWorkloads: new Set(workloads).size,
        mappingsConsidered: run.search.considered,
        mappingsPruned: run.search.pruned,
      },
    },
  });
  return { plan, precision, run, scores: goals.map(goal => scoreOf(plan, goal)) };
};

const remarkOn = ({ formatsOf }: DeviceModel, precision: Precision): string =>
  `${formatsOf(precision)} were chosen for what they cost alone: what they do to accuracy is not known.`;

/** Infinite where it is not known. */
const scoreOf = ({ metrics }: Plan, { metric, direction }: MetricGoal): number => {
  const value = dimensionsOf(metric)
    .map(dimension => valueIn(metrics, metric, dimension))
    .find(known => known !== null);
  if (value === undefined) return Infinity;
  return direction === "minimize" ? value : -value;
};

/** Of several that are alike in every goal, the first. */
const frontOf = (candidates: readonly Candidate[]): readonly Candidate[] =>
  candidates.filter(
    (own, position) =>
      !candidates.some(
        (other, i) =>
          i !== position &&
          other.scores.every((score, goal) => score <= (own.scores[goal] ?? 0)) &&
          (i < position || other.scores.some((score, goal) => score < (own.scores[goal] ?? 0))),
      ),
  );

/** Scores are to be minimized. A maximized one counts by its inverse, so that units do not matter. */
const bestOf = (front: readonly Candidate[]): Candidate => {
  const product = ({ scores }: Candidate): number =>
    scores.reduce((sum, value) => sum * (value < 0 ? 1 / -value : value), 1);
  return least(front, product);
};

const closestOf = (candidates: readonly Candidate[]): Candidate =>
  least(candidates, ({ plan }) =>
    fits(plan)
      ? Math.max(0, ...plan.limits.map(({ satisfied, margin }) => (satisfied ? 0 : -(margin ?? -Infinity))))
      : Infinity,
  );

const least = (candidates: readonly Candidate[], valueOf: (candidate: Candidate) => number): Candidate => {
  const [first, ...others] = candidates;
  if (first === undefined) throw new InternalError("a device was asked for nothing");
  return others.reduce((best, each) => (valueOf(each) < valueOf(best) ? each : best), first);
};

const planDesignOf = ({ plan: { metrics }, precision, run, scores }: Candidate): PlanDesign => {
  const { slot, template, parameters } = run.accelerator;
  const numbers = Object.entries(parameters).filter((entry): entry is [string, number] => typeof entry[1] === "number");
  return {
    accelerators: [{ slot, template, parameters: Object.fromEntries(numbers) }],
    weightBits: precision.weightBits,
    activationBits: precision.activationBits,
    values: scores.map(value => Math.abs(value)),
    latencySeconds: metrics.latencySeconds ?? 0,
    energyPj: metrics.energyPj,
    areaMm2: metrics.areaMm2,
  };
};
