/** From a workload and a machine to the mappings worth having: the contract that every mapper fills. */
import type { Bytes } from "../support/quantity.ts";
import type { Cost } from "./cost.ts";
import type { Mapping } from "./mapping.ts";
import type { TensorName, Workload } from "./workload.ts";

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
}

/** Why a workload has no mapping on this machine. */
export type Infeasibility =
  | {
      readonly kind: "capacity";
      readonly tensor: TensorName;
      readonly level: string;
      /** What the smallest possible tiles need beyond the level's capacity. */
      readonly excess: Bytes;
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
