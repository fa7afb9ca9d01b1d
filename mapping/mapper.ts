/** From a workload and a machine to the mappings worth having. */
import { InternalError } from "../support/diagnostic.ts";
import { type Bytes, quantity } from "../support/quantity.ts";
import { type Architecture, macModeFor } from "./architecture.ts";
import { mappingFaults } from "./check.ts";
import type { Cost } from "./cost.ts";
import { evaluate } from "./evaluate.ts";
import type { Mapping } from "./mapping.ts";
import { paretoFront } from "./pareto.ts";
import {
  growTiles,
  overflow,
  type Placement,
  type Priority,
  single,
  tileBits,
  type Tiling,
  type TilingProblem,
  toMapping,
} from "./tiling.ts";
import { type Unrolling, unrollingsOf } from "./unrolling.ts";
import { evaluateVector } from "./vector.ts";
import { type Contraction, type TensorName, tensorNames, type Workload } from "./workload.ts";

export interface MappedWorkload {
  readonly workload: Workload;
  /** Absent for a vector workload, which the vector unit streams. */
  readonly mapping?: Mapping;
  readonly cost: Cost;
}

/** How the front was found; counts are of whole mappings. */
export interface SearchReport {
  readonly considered: number;
  /** Left out because their cost was known to be no better, or because they do not fit. */
  readonly pruned: number;
  /** True where no mapping outside the front can be better. */
  readonly exact: boolean;
  /** Mappings that there are, whether they fit or not: placements × tilings × loop orders. Like the rest, of the exact mapper only. */
  readonly mapspace?: number;
  /** No mapping is faster than the one, none takes less energy than the other. Where the front is exact, it attains both. */
  readonly lowerBound?: { readonly latency: number; readonly energy: number };
  /** Which part of the fastest mapping's cycles, and of the least energy found, may be too much: 0 where the front is exact. */
  readonly gap?: { readonly latency: number; readonly energy: number };
}

/** Why a workload has no mapping on this machine. */
export type Infeasibility =
  | {
      readonly kind: "capacity";
      readonly tensor: TensorName;
      readonly level: string;
      /** What the smallest possible tiles need beyond the level's capacity. */
      readonly excess: Bytes;
      /** True where more may be needed than that. */
      readonly isBound?: boolean;
    }
  /** No mode of the MACs is wide enough. */
  | { readonly kind: "operand-width"; readonly weightBits: number; readonly inputBits: number };

export type MapResult =
  | {
      readonly feasible: true;
      /** Fastest first; none is both slower and costlier in energy than another. Never empty. */
      readonly front: readonly MappedWorkload[];
      readonly search: SearchReport;
    }
  | { readonly feasible: false; readonly reasons: readonly Infeasibility[] };

/**
 * Maps by plain rules: unroll what leaves the fewest steps, let tiles grow as far as they fit in a few orders of dimensions, try
 * each tensor at rest at each level, keep what no other beats. Always legal, the same for the same input, not exact.
 */
export const map = (workload: Workload, architecture: Architecture): MapResult => {
  if (workload.kind === "vector")
    return {
      feasible: true,
      front: [{ workload, cost: evaluateVector(workload, architecture) }],
      search: { considered: 1, pruned: 0, exact: true },
    };
  const { weights, inputs } = workload.bits;
  if (macModeFor(architecture.compute, workload.bits) === undefined)
    return { feasible: false, reasons: [{ kind: "operand-width", weightBits: weights, inputBits: inputs }] };
  const placement = placementFor(workload, architecture);
  const reasons = capacityReasons(workload, architecture, placement);
  return reasons.length > 0 ? { feasible: false, reasons } : mapContraction(workload, architecture, placement);
};

const mapContraction = (workload: Contraction, architecture: Architecture, placement: Placement): MapResult => {
  const candidates = mappingsFor(workload, architecture, placement).map(mapping => ({
    workload,
    mapping,
    cost: evaluate(workload, architecture, mapping),
  }));
  const front = paretoFront(candidates);
  for (const { mapping } of front) {
    const faults = mappingFaults(workload, architecture, mapping);
    if (faults.length > 0) throw new InternalError(`the mapper made an illegal mapping: ${faults.join("; ")}`);
  }
  return { feasible: true, front, search: { considered: candidates.length, pruned: 0, exact: false } };
};

/** Every tensor stays wherever it may, unless a single element of each does not fit and it may pass by. */
const placementFor = (workload: Contraction, architecture: Architecture): Placement =>
  architecture.levels.map(({ holds, mustHold = [] }, level) =>
    overflow(workload, architecture, level, holds, single) > 0 ? mustHold : holds,
  );

const capacityReasons = (
  workload: Contraction,
  architecture: Architecture,
  placement: Placement,
): readonly Infeasibility[] =>
  architecture.levels.flatMap(({ name }, level): Infeasibility[] => {
    const kept = placement[level] ?? [];
    const excess = overflow(workload, architecture, level, kept, single);
    const [tensor] = kept.toSorted((a, b) => tileBits(workload, b, single) - tileBits(workload, a, single));
    if (excess <= 0 || tensor === undefined) return [];
    return [{ kind: "capacity", tensor, level: name, excess: quantity<Bytes>(Math.ceil(excess / 8)) }];
  });

/** Orders of growth: reductions first, weights first, feature maps first, outputs first. */
const priorities: readonly Priority[] = [
  ["R", "S", "C", "Q", "P", "N", "K", "G"],
  ["R", "S", "C", "K", "Q", "P", "N", "G"],
  ["R", "S", "Q", "P", "C", "K", "N", "G"],
  ["Q", "P", "N", "K", "R", "S", "C", "G"],
  ["K", "R", "S", "C", "Q", "P", "N", "G"],
  ["R", "S", "Q", "K", "C", "P", "N", "G"],
];

const mappingsFor = (
  contraction: Contraction,
  architecture: Architecture,
  placement: Placement,
): readonly Mapping[] => {
  const distinct = new Map<string, Mapping>();
  for (const wanted of unrollingsOf(contraction, architecture))
    for (const { problem, tiling } of tilingsFor({ contraction, architecture, placement, unrolling: wanted }))
      for (const resting of restingChoices(problem, tiling)) {
        const mapping = toMapping(problem, tiling, resting);
        distinct.set(JSON.stringify(mapping), mapping);
      }
  return [...distinct.values()];
};

interface Tiled {
  readonly problem: TilingProblem;
  readonly tiling: Tiling;
}

/** Where the unrolled tiles do not fit, fewer instances are used. */
const tilingsFor = (problem: TilingProblem): readonly Tiled[] => {
  const tilings = priorities.flatMap(priority => {
    const tiling = growTiles(problem, priority);
    return tiling === undefined ? [] : [{ problem, tiling }];
  });
  return tilings.length > 0 ? tilings : tilingsFor({ ...problem, unrolling: halveLargest(problem.unrolling) });
};

const halveLargest = (unrolling: Unrolling): Unrolling => {
  const largest = Math.max(...unrolling.flatMap(({ x, y }) => [...x, ...y]).map(({ bound }) => bound));
  if (!(largest > 1)) throw new InternalError("tiles of one element do not fit, though each level was checked");
  const halve = <T extends { readonly bound: number }>(loop: T): T =>
    loop.bound === largest ? { ...loop, bound: Math.floor(largest / 2) } : loop;
  return unrolling.map(({ x, y }) => ({ x: x.map(halve), y: y.map(halve) }));
};

/** For each level with several loops, each tensor at rest in turn; elsewhere the order is without effect. */
const restingChoices = (problem: TilingProblem, tiling: Tiling): readonly (readonly TensorName[])[] => {
  const { levels } = toMapping(problem, tiling, []);
  let choices: readonly (readonly TensorName[])[] = [[]];
  for (const { temporal } of levels) {
    const options: readonly TensorName[] = temporal.length > 1 ? tensorNames : ["outputs"];
    choices = options.flatMap(option => choices.map(choice => choice.concat(option)));
  }
  return choices;
};
