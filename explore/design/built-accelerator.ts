/** An accelerator of some designs, with all that is known of what workloads cost there: first bounds, then mappings. */
import { leakageOf } from "../../accelerators/chip.ts";
import type { Accelerator } from "../../accelerators/targets.ts";
import { type Architecture, type Bandwidth, leakagePerCycle } from "../../mapping/architecture.ts";
import type { MapResult } from "../../mapping/mapper.ts";
import type { Workload } from "../../mapping/workload.ts";
import type { Mapper } from "../map-network.ts";
import type { Option } from "../../support/stages.ts";
import { workloadBound } from "./workload-bound.ts";

export interface BuiltAccelerator {
  readonly accelerator: Accelerator;
  readonly leakageWatts: number;
  /** Picojoules in a cycle. */
  readonly leaked: number;
  readonly bounds: Map<Workload, CostBound>;
  readonly mapped: Map<Workload, MappedOptions>;
  /** Those that differ in nothing but bandwidths, itself included. */
  readonly siblings: readonly BuiltAccelerator[];
  /** What exact mappings showed to be the least, which binds siblings of less bandwidth too. */
  readonly least: Map<Workload, CostBound>;
}

/** No mapping goes below any of these. */
export interface CostBound {
  readonly latencyCycles: number;
  /** With its own leakage. */
  readonly energyPj: number;
  readonly dynamicPj: number;
}

export interface MappedOptions {
  /** `weight` in cycles, `cost` in pJ without leakage. Empty where nothing fits. */
  readonly options: readonly Option[];
  /** True where these are all that are worth having. */
  readonly isExact: boolean;
}

/** Accelerators by what they are beside bandwidths. */
export type Siblings = Map<string, BuiltAccelerator[]>;

export const builtOf = (accelerator: Accelerator, families: Siblings): BuiltAccelerator => {
  const { architecture } = accelerator;
  const leakage = leakagePerCycle(architecture);
  const structure = structureOf(architecture);
  const siblings = families.get(structure) ?? [];
  families.set(structure, siblings);
  const built = {
    accelerator,
    leakageWatts: leakageOf(architecture),
    leaked: leakage.levels.reduce((sum, each) => sum + each, leakage.other),
    bounds: new Map(),
    mapped: new Map(),
    siblings,
    least: new Map(),
  };
  siblings.push(built);
  return built;
};

const structureOf = ({ levels, vectorUnit, ...rest }: Architecture): string =>
  JSON.stringify({
    ...rest,
    name: "",
    levels: levels.map(level => ({ ...level, bandwidth: level.bandwidth.kind })),
    vectorUnit: { ...vectorUnit, bandwidth: 0 },
  });

/** From the machine alone, and from what siblings of at least as much bandwidth were found to need. */
export const costBound = (built: BuiltAccelerator, workload: Workload): CostBound => {
  const known = built.bounds.get(workload);
  const own = known ?? workloadBound(workload, built.accelerator.architecture);
  if (known === undefined) built.bounds.set(workload, own);
  let bound: CostBound = own;
  for (const sibling of built.siblings) {
    const least = sibling.least.get(workload);
    if (least !== undefined && isNoSlower(sibling.accelerator.architecture, built.accelerator.architecture))
      bound = {
        latencyCycles: Math.max(bound.latencyCycles, least.latencyCycles),
        energyPj: Math.max(bound.energyPj, least.energyPj),
        dynamicPj: bound.dynamicPj,
      };
  }
  return bound;
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

/** All mappings worth having of a workload; searched once. */
export const mappedOn = (built: BuiltAccelerator, workload: Workload, mapper: Mapper): MappedOptions => {
  const known = built.mapped.get(workload);
  if (known !== undefined) return known;
  const result = mapper(workload, built.accelerator.architecture);
  const made = optionsOf(result, built.leaked);
  built.mapped.set(workload, made);
  if (result.feasible && made.isExact) built.least.set(workload, leastOf(result));
  return made;
};

const optionsOf = (result: MapResult, leaked: number): MappedOptions => {
  if (!result.feasible) return { options: [], isExact: true };
  const options = result.front.map(({ cost }) => ({ weight: cost.latency, cost: cost.energy - leaked * cost.latency }));
  return { options, isExact: result.search.exact };
};

const leastOf = ({ front }: Extract<MapResult, { feasible: true }>): CostBound => ({
  latencyCycles: Math.min(...front.map(({ cost }) => cost.latency)),
  energyPj: Math.min(...front.map(({ cost }) => cost.energy)),
  dynamicPj: 0,
});
