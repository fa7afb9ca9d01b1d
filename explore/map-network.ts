/** Every layer of a network on one machine, wherever its tensors lie: equal questions are put to the mapper once. */
import type { Architecture } from "../mapping/architecture.ts";
import { neededBits } from "../mapping/check.ts";
import type { MapResult } from "../mapping/mapper.ts";
import { type Home, withResidents } from "../mapping/resident.ts";
import { type Workload, workloadKey } from "../mapping/workload.ts";
import { type Bits, quantity } from "../support/quantity.ts";
import type { PlacedWorkload } from "./placed-workload.ts";

/** The contract of every mapper. */
export type Mapper = (workload: Workload, architecture: Architecture) => MapResult;

/** A machine as layers meet it one after another. */
export interface LayerMapper {
  /** With nothing on chip. */
  readonly resultOf: (workload: Workload) => MapResult;
  /** With residents of so many bytes, the layer's own among them. Undefined where they leave no room. */
  readonly residentResultOf: (placed: PlacedWorkload, bytes: number) => MapResult | undefined;
  readonly totals: () => MappingTotals;
}

export interface MappingTotals {
  readonly distinctWorkloads: number;
  readonly mappingsConsidered: number;
  readonly mappingsPruned: number;
  /** True where every front is known to be complete. */
  readonly exact: boolean;
}

/** A result on a machine that residents leave less of. */
interface Found {
  /** Of residents. */
  readonly bits: number;
  readonly result: MapResult;
  /** What the front's mappings take of the home at most. */
  readonly needed: number;
}

/** @param home where residents lie; undefined on a machine that has no place for them. */
export const layerMapper = (architecture: Architecture, home: Home | undefined, mapper: Mapper): LayerMapper => {
  const plain = new Map<string, MapResult>();
  const found = new Map<string, Found[]>();
  const searched: MapResult[] = [];
  const search = (workload: Workload, machine: Architecture): MapResult => {
    const result = mapper(workload, machine);
    searched.push(result);
    return result;
  };
  const resultOf = (workload: Workload): MapResult => {
    const key = workloadKey(workload);
    const result = plain.get(key) ?? search(workload, architecture);
    plain.set(key, result);
    return result;
  };
  const residentResultOf = ({ workload, tensors }: PlacedWorkload, bytes: number): MapResult | undefined => {
    // The vector unit streams: it needs no room beside the residents.
    if (home === undefined || workload.kind === "vector" || bytes === 0) return resultOf(workload);
    const key = `${tensors.join()} ${workloadKey(workload)}`;
    const known = found.get(key) ?? [];
    found.set(key, known);
    const bits = quantity<Bits>(8 * bytes);
    // A front whose mappings fit into less is the front of less: the smaller machine has no mapping that the larger one lacks.
    const same = known.find(each => each.bits <= bits && bits + each.needed <= home.capacity);
    if (same !== undefined) return same.result;
    const machine = withResidents(architecture, home, { tensors, bits });
    if (machine === undefined) return undefined;
    const result = search(workload, machine);
    const needs = result.feasible
      ? result.front.map(({ mapping }) =>
          mapping === undefined ? 0 : neededBits(workload, machine, mapping, home.index),
        )
      : // What does not fit here does not fit where there is less room.
        [-Infinity];
    known.push({ bits, result, needed: Math.max(...needs) });
    return result;
  };
  const totals = (): MappingTotals => {
    const searches = searched.flatMap(result => (result.feasible ? [result.search] : []));
    return {
      distinctWorkloads: plain.size,
      mappingsConsidered: searches.reduce((sum, { considered }) => sum + considered, 0),
      mappingsPruned: searches.reduce((sum, { pruned }) => sum + pruned, 0),
      exact: searches.every(({ exact }) => exact),
    };
  };
  return { resultOf, residentResultOf, totals };
};
