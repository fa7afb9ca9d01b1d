/** A mapper that counts what was looked at, for the plan's account of its search. */
import type { Mapper } from "./map-network.ts";

interface CountedMapper {
  readonly mapper: Mapper;
  readonly totals: () => {
    readonly distinctWorkloads: number;
    readonly considered: number;
    readonly pruned: number;
    readonly exact: boolean;
  };
}

export const countingMapper = (mapper: Mapper): CountedMapper => {
  const totals = { distinctWorkloads: 0, considered: 0, pruned: 0, exact: true };
  return {
    mapper: (workload, architecture) => {
      const result = mapper(workload, architecture);
      totals.distinctWorkloads++;
      if (result.feasible) {
        totals.considered += result.search.considered;
        totals.pruned += result.search.pruned;
        totals.exact &&= result.search.exact;
      }
      return result;
    },
    totals: () => totals,
  };
};
