/** Every workload of a network on one machine: equal ones are mapped once. */
import type { Architecture } from "../mapping/architecture.ts";
import type { MapResult } from "../mapping/mapper.ts";
import { type Workload, workloadKey } from "../mapping/workload.ts";

/** The contract of every mapper. */
export type Mapper = (workload: Workload, architecture: Architecture) => MapResult;

export interface MappedNetwork {
  readonly resultOf: (workload: Workload) => MapResult;
  readonly distinctWorkloads: number;
  readonly mappingsConsidered: number;
  readonly mappingsPruned: number;
  /** True where every front is known to be complete. */
  readonly exact: boolean;
}

export const mapNetwork = (
  workloads: readonly Workload[],
  architecture: Architecture,
  mapper: Mapper,
): MappedNetwork => {
  const results = new Map<string, MapResult>();
  const resultOf = (workload: Workload): MapResult => {
    const key = workloadKey(workload);
    const result = results.get(key) ?? mapper(workload, architecture);
    results.set(key, result);
    return result;
  };
  const searches = [...new Set(workloads.map(resultOf))].flatMap(result => (result.feasible ? [result.search] : []));
  return {
    resultOf,
    distinctWorkloads: results.size,
    mappingsConsidered: searches.reduce((sum, { considered }) => sum + considered, 0),
    mappingsPruned: searches.reduce((sum, { pruned }) => sum + pruned, 0),
    exact: searches.every(({ exact }) => exact),
  };
};
