/** An accelerator of some designs, with all that is known of what layers cost there: first bounds, then mappings. */
import { leakageOf } from "../../accelerators/chip.ts";
import type { Accelerator } from "../../accelerators/targets.ts";
import { type Architecture, type Bandwidth, leakagePerCycle } from "../../mapping/architecture.ts";
import type { MapResult, MappedWorkload } from "../../mapping/mapper.ts";
import { homeOf, withResidents } from "../../mapping/resident.ts";
import { type Bits, quantity } from "../../support/quantity.ts";
import type { PreparedNetwork } from "../fit-network.ts";
import { type LayerMapper, layerMapper, type Mapper } from "../map-network.ts";
import type { Question } from "./layout.ts";
import { boundFrom, type WorkloadBound, type WorkloadDemand, workloadDemand } from "../../mapping/workload-bound.ts";

export interface BuiltAccelerator {
  readonly accelerator: Accelerator;
  readonly leakageWatts: number;
  /** Picojoules in a cycle. */
  readonly leaked: number;
  /** By variant of a question. */
  readonly bounds: Map<number, WorkloadBound>;
  /** By question. */
  readonly answers: Map<number, Answer>;
  readonly family: Family;
  /** What whole networks were proven to need when it is the only accelerator: this binds siblings of no more bandwidth too. */
  readonly proven: Map<PreparedNetwork, Proven>;
  mapping: LayerMapper | undefined;
}

/** No choice goes below any of these. */
export interface Proven {
  readonly latencyCycles: number;
  readonly energyPj: number;
}

/** All mappings worth having. */
export interface Answer {
  readonly points: readonly MappedPoint[];
  /** True where these are all that are worth having. */
  readonly isExact: boolean;
}

export interface MappedPoint {
  /** In cycles. */
  readonly weight: number;
  /** In pJ, without leakage. */
  readonly cost: number;
  readonly mapped: MappedWorkload;
}

/** Accelerators that differ in nothing but bandwidths. */
interface Family {
  readonly members: BuiltAccelerator[];
  /** By variant of a question. */
  readonly demands: Map<number, WorkloadDemand>;
}

/** By what they are beside bandwidths. */
export type Families = Map<string, Family>;

export const builtOf = (accelerator: Accelerator, families: Families): BuiltAccelerator => {
  const { architecture } = accelerator;
  const leakage = leakagePerCycle(architecture);
  const structure = structureOf(architecture);
  const family = families.get(structure) ?? { members: [], demands: new Map<number, WorkloadDemand>() };
  families.set(structure, family);
  const built: BuiltAccelerator = {
    accelerator,
    leakageWatts: leakageOf(architecture),
    leaked: leakage.levels.reduce((sum, each) => sum + each, leakage.other),
    bounds: new Map(),
    answers: new Map(),
    family,
    proven: new Map(),
    mapping: undefined,
  };
  family.members.push(built);
  return built;
};

const structureOf = ({ levels, vectorUnit, ...rest }: Architecture): string =>
  JSON.stringify({
    ...rest,
    name: "",
    levels: levels.map(level => ({ ...level, bandwidth: level.bandwidth.kind })),
    vectorUnit: { ...vectorUnit, bandwidth: 0 },
  });

/** From the machine alone; how much lies on chip beside the layer's own tensors does not count. */
export const boundOn = (built: BuiltAccelerator, { variant, placed, bytes }: Question): WorkloadBound => {
  const known = built.bounds.get(variant);
  if (known !== undefined) return known;
  const { demands } = built.family;
  const machine = machineFor(built.accelerator.architecture, { placed, bytes });
  const demand = demands.get(variant) ?? workloadDemand(placed.workload, machine);
  demands.set(variant, demand);
  const bound = boundFrom(demand, machine);
  built.bounds.set(variant, bound);
  return bound;
};

/** The machine as it is while so much lies on chip. */
export const machineFor = (
  architecture: Architecture,
  { placed, bytes }: Pick<Question, "placed" | "bytes">,
): Architecture => {
  const home = homeOf(architecture);
  if (home === undefined || bytes === 0) return architecture;
  return (
    withResidents(architecture, home, { tensors: placed.tensors, bits: quantity<Bits>(8 * bytes) }) ?? architecture
  );
};

/** What siblings of at least as much bandwidth were proven to need, if anything. */
export const provenFor = (built: BuiltAccelerator, network: PreparedNetwork): Proven => {
  let [latencyCycles, energyPj] = [0, 0];
  for (const sibling of built.family.members) {
    const proven = sibling.proven.get(network);
    if (proven === undefined || !isNoSlower(sibling.accelerator.architecture, built.accelerator.architecture)) continue;
    latencyCycles = Math.max(latencyCycles, proven.latencyCycles);
    energyPj = Math.max(energyPj, proven.energyPj);
  }
  return { latencyCycles, energyPj };
};

const isNoSlower = (a: Architecture, b: Architecture): boolean =>
  a.vectorUnit.bandwidth >= b.vectorUnit.bandwidth &&
  a.levels.every(({ bandwidth }, level) => {
    const other = b.levels[level]?.bandwidth;
    return other !== undefined && isNoNarrower(bandwidth, other);
  });

const isNoNarrower = (a: Bandwidth, b: Bandwidth): boolean => {
  if (a.kind === "unlimited") return true;
  if (a.kind === "shared") return b.kind === "shared" && a.total >= b.total;
  return b.kind === "separate" && a.read >= b.read && a.write >= b.write;
};

/** Searched once. */
export const answerOn = (built: BuiltAccelerator, question: Question, mapper: Mapper): Answer => {
  const known = built.answers.get(question.id);
  if (known !== undefined) return known;
  const { architecture } = built.accelerator;
  built.mapping ??= layerMapper(architecture, homeOf(architecture), mapper);
  const { placed, bytes } = question;
  // Where most room is left first: if that front needs no more than is left here, it is the answer.
  if (bytes > 0) built.mapping.residentResultOf(placed, question.leastBytes());
  const answer = answerOf(built.mapping.residentResultOf(placed, bytes), built.leaked);
  built.answers.set(question.id, answer);
  return answer;
};

const answerOf = (result: MapResult | undefined, leaked: number): Answer => {
  if (result?.feasible !== true) return { points: [], isExact: true };
  const points = result.front.map(mapped => ({
    weight: mapped.cost.latency,
    cost: mapped.cost.energy - leaked * mapped.cost.latency,
    mapped,
  }));
  return { points, isExact: result.search.exact };
};

/** No design will ask again. */
export const forget = (built: BuiltAccelerator): void => {
  built.answers.clear();
  built.mapping = undefined;
};
