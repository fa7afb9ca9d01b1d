/**
 * From a specification and its networks to a plan: the best design of the space that it leaves open, or the one that comes closest
 * and why none is within the limits. Pure.
 */
import type { Plan } from "../accelerators/plan.ts";
import type { PlanConflict, PlanDesign, PlanSearch } from "../accelerators/plan-search.ts";
import type { TechnologyName } from "../accelerators/technology/index.ts";
import type { Graph } from "../ir/graph.ts";
import { CompileError, InternalError } from "../support/diagnostic.ts";
import type { SourceNetwork } from "./assembled-network.ts";
import { machinesOf, planOnChip } from "./chip-plan.ts";
import { compileDeviceSpec, deviceFor } from "./compile-device-spec.ts";
import { ChipDesigns, type FoundDesign } from "./design/chip-designs.ts";
import type { Goal } from "./design/demands.ts";
import { measuresOf } from "./design/figures.ts";
import { nothingFits } from "./design/messages.ts";
import type { GivenNetwork } from "./design/prepared-network.ts";
import { searchDesigns, type SearchResult } from "./design/search.ts";
import { slimmest } from "./design/slimmest.ts";
import type { CompiledSpec, SpecRequest } from "./spec-request.ts";
import { atPrecisions, type ChipPoint, type ChipSpace, chipSpaceOf, pointAt } from "./design/chip-space.ts";
import { knownAccuracy, type QuantizedForm } from "./quantization/quantized-form.ts";
import { conflictOf, writtenGoal } from "./design/statements.ts";
import { verdictOn } from "./design/verdict.ts";
import { countingMapper } from "./counting-mapper.ts";
import { goalsOf, refuseBackwards } from "./goals.ts";
import type { Limit } from "./limits.ts";
import { devicePricer, type LayerPricer, machinePricer } from "./precision-cost.ts";
import type { RunnableSpec } from "./spec/runnable.ts";
import { isPriced } from "./spec/tables/technologies.ts";

/**
 * The same request gives the same plan, byte for byte.
 * @throws CompileError where the space is too large, a limit is backwards, or no design can run the networks at all.
 */
export const compileSpec = (request: SpecRequest): CompiledSpec => {
  const { spec } = request;
  const { target } = spec;
  return target.kind === "asic"
    ? compileChip({ ...request, spec: { ...spec, target } })
    : compileDeviceSpec(request, target);
};

/** A request for a chip. */
interface ChipRequest extends SpecRequest {
  readonly spec: RunnableSpec;
}

const compileChip = (request: ChipRequest): CompiledSpec => {
  const { space, designs, result, goals, chosen, found, counting } = searched(request);
  const totals = counting.totals();
  const plan = planOf(request, space, designs, found, {
    objective: goals.map(goal => writtenGoal(goal)).join(", "),
    exact: totals.exact,
    distinctWorkloads: totals.distinctWorkloads,
    mappingsConsidered: totals.considered,
    mappingsPruned: totals.pruned,
    space: {
      ...result.covered,
      exact: result.exact,
      goals: goals.map(writtenGoal),
      front: chosen.front.map(each => planDesignOf(space, slimmest(designs, space, each))),
      reason: chosen.reason,
      conflicts: chosen.conflicts,
    },
  });
  const { precision } = existing(pointAt(space, found.design));
  const quantized = request.networks.flatMap(({ name }): [string, Graph][] => {
    const form = request.quantized?.formOf(name, precision);
    return form === undefined ? [] : [[name, form.graph]];
  });
  return { plan, quantized: new Map(quantized) };
};

/**
 * What prices layers of mixed widths: the device, or the machines that the networks would run on best at one width for all, accuracy apart.
 * @throws CompileError as `compileSpec` does.
 */
export const referencePricers = (request: SpecRequest): readonly LayerPricer[] => {
  const { spec, mapper } = request;
  const { target } = spec;
  if (target.kind !== "asic") return [devicePricer(deviceFor(target), mapper)];
  const { space, found } = searched({ ...request, spec: { ...spec, target } });
  return machinesOf(space, existing(pointAt(space, found.design))).map(machine => machinePricer(machine, mapper));
};

const searched = (request: ChipRequest) => {
  const { spec, quantized, onProgress } = request;
  const { target, quantize, search } = spec;
  refuseBackwards(spec.limits);
  // Data other than those that judge have chosen what is accurate enough.
  const limits = quantized === undefined ? spec.limits : spec.limits.filter(({ metric }) => metric !== "accuracy");
  const whole = chipSpaceOf(target, pricedTechnology(request), quantize);
  const space = quantized === undefined ? whole : atPrecisions(whole, quantized.precisions);
  const counting = countingMapper(request.mapper);
  const designs = new ChipDesigns({
    space,
    networks: givenNetworks(request),
    atPrecision: (network, precision) => inFewBits(spec, network, quantized?.formOf(network.name, precision)),
    mapper: counting.mapper,
  });
  const goals = goalsOf(spec);
  const result = searchDesigns(
    designs,
    { limits, goals },
    {
      ...(search.budget === undefined ? {} : { budget: search.budget.count }),
      ...(onProgress === undefined ? {} : { onProgress }),
    },
  );
  const chosen = choose(result, designs, limits, goals);
  return { space, designs, result, goals, chosen, found: slimmest(designs, space, chosen.found), counting };
};

const pricedTechnology = ({ spec }: ChipRequest): TechnologyName => {
  const { technology } = spec.target;
  if (!isPriced(technology)) throw new InternalError(`no table for ${technology}: ask unrunnableParts first`);
  return technology;
};

const givenNetworks = ({ spec, networks }: ChipRequest): readonly GivenNetwork[] =>
  networks.map(({ name, optimized }) => {
    const rate = rateOf(spec, name);
    return { name, ...(rate === undefined ? {} : { rate }), graph: optimized.graph };
  });

const inFewBits = (
  { networks }: RunnableSpec,
  network: GivenNetwork,
  form: QuantizedForm | undefined,
): GivenNetwork => {
  if (form === undefined) return network;
  const weight = networks.find(({ name }) => name === network.name)?.weight ?? 1;
  return { ...network, graph: form.graph, accuracy: { ...knownAccuracy(form.record), weight } };
};

const rateOf = ({ networks }: RunnableSpec, name: string): number | undefined =>
  networks.find(network => network.name === name)?.rate;

interface Chosen {
  readonly found: FoundDesign;
  readonly front: readonly FoundDesign[];
  readonly reason: string;
  readonly conflicts: readonly PlanConflict[];
}

const choose = (
  { front, covered, exact }: SearchResult<FoundDesign>,
  designs: ChipDesigns,
  limits: readonly Limit[],
  goals: readonly Goal[],
): Chosen => {
  const [first, ...others] = front;
  if (first === undefined) return closestOf(designs, limits);
  const within = limits.length === 0 ? "" : " within the limits";
  const scope = `${exact ? "best" : "best found"} of ${covered.unseen === 0 ? "all designs" : "the designs seen"}`;
  if (others.length === 0)
    return {
      found: first,
      front,
      reason: `${scope}${within}${goals.length === 1 ? "" : " in every goal at once"}`,
      conflicts: [],
    };
  const found = others.reduce((best, each) => (productOf(each) < productOf(best) ? each : best), first);
  const names = goals.map(goal => ("closeTo" in goal ? "" : goal.metric)).join(" and ");
  const reason = `of ${front.length} designs${within} of which none is better in ${names} at once, the one with the least product of them`;
  return { found, front, reason, conflicts: [] };
};

/** Scores are to be minimized. A maximized one counts by its inverse, so that units do not matter. */
const productOf = ({ scores }: FoundDesign): number =>
  scores.reduce((product, value) => product * (value < 0 ? 1 / -value : value), 1);

const closestOf = (designs: ChipDesigns, limits: readonly Limit[]): Chosen => {
  const { closest, impossible } = verdictOn(designs, limits);
  if (closest === undefined) throw new CompileError([nothingFits(designs.count)]);
  return {
    found: closest,
    front: [],
    reason: "no design is within the limits; this one misses them by the least share",
    conflicts: impossible.map(each => conflictOf(each, designs.count)),
  };
};

const planDesignOf = (space: ChipSpace, { design, scores, figures }: FoundDesign): PlanDesign => {
  const { slots, precision } = existing(pointAt(space, design));
  const { latencySeconds, energyPj, areaMm2 } = measuresOf(figures);
  return {
    accelerators: slots.map(({ slot, template, parameters }) => ({ slot, template, parameters })),
    weightBits: precision.weightBits,
    activationBits: precision.activationBits,
    values: scores.map(value => Math.abs(value)),
    latencySeconds: latencySeconds ?? 0,
    energyPj,
    areaMm2: areaMm2 ?? 0,
  };
};

const existing = <T>(value: T | undefined): T => {
  if (value === undefined) throw new InternalError("a design that was found cannot be built");
  return value;
};

const planOf = (
  { spec, networks, quantized, provenance }: ChipRequest,
  space: ChipSpace,
  designs: ChipDesigns,
  found: FoundDesign,
  search: PlanSearch,
): Plan => {
  const point = existing(pointAt(space, found.design));
  const chip = existing(designs.chipOf(found.design));
  const forms = networks.map(({ name }) => quantized?.formOf(name, point.precision));
  return planOnChip({
    spec,
    sources: networks.map((network, i) => withGraph(network, forms[i]?.graph)),
    chip,
    machines: machinesOf(space, point),
    ways: found.ways,
    ...(quantized === undefined ? {} : { records: forms.map(form => form?.record) }),
    accuracies: chip.networks.map(({ facts }) => facts),
    remarks: space.precisions.length === 1 || quantized !== undefined ? [] : [precisionRemark(point)],
    provenance: { ...provenance, seed: spec.search.seed, search },
  });
};

const withGraph = (network: SourceNetwork, graph: Graph | undefined): SourceNetwork =>
  graph === undefined ? network : { ...network, optimized: { ...network.optimized, graph } };

const precisionRemark = ({ precision }: ChipPoint): string =>
  `${precision.weightBits}-bit weights and ${precision.activationBits}-bit activations were chosen for what they cost alone: what they do to accuracy is not known.`;
