/** A mapper that remembers: equal workloads on equal machines are searched once, not once per run. */
import type { Architecture } from "../mapping/architecture.ts";
import { mappingFaults } from "../mapping/check.ts";
import { evaluate } from "../mapping/evaluate.ts";
import type { MapResult } from "../mapping/mapper.ts";
import type { Mapping } from "../mapping/mapping.ts";
import { type Contraction, type Workload, workloadKey } from "../mapping/workload.ts";
import { sha256 } from "../support/hash.ts";
import type { Mapper } from "./map-network.ts";

/** Keeps plain values by key. May forget any of them at any time, but gives none back other than it was. */
export interface Cache {
  /** Undefined where there is none. */
  read(key: string): unknown;
  write(key: string, value: unknown): void;
}

/**
 * Gives what `mapper` gives. Only mappings are kept; they are checked and costed anew, so that a cache can make a front no better than it is.
 * @param revision changes whenever the mapper could give something else for the same input.
 */
export const cachedMapper =
  (mapper: Mapper, cache: Cache, revision: string): Mapper =>
  (workload, architecture) => {
    if (workload.kind === "vector") return mapper(workload, architecture);
    const key = keyOf(workload, architecture, revision);
    const found = restore(cache.read(key), workload, architecture);
    if (found !== undefined) return found;
    const result = mapper(workload, architecture);
    cache.write(key, entryOf(result));
    return result;
  };

/** Of everything that the result depends on. */
const keyOf = (workload: Workload, architecture: Architecture, revision: string): string =>
  sha256(JSON.stringify([revision, workloadKey(workload), architecture]));

type Feasible = Extract<MapResult, { feasible: true }>;

/** A result without what follows from the rest. */
type Entry =
  Extract<MapResult, { feasible: false }> | (Omit<Feasible, "front"> & { readonly mappings: readonly Mapping[] });

const entryOf = (result: MapResult): Entry => {
  if (!result.feasible) return result;
  const { front, ...rest } = result;
  return { ...rest, mappings: front.flatMap(({ mapping }) => (mapping === undefined ? [] : [mapping])) };
};

const restore = (value: unknown, workload: Contraction, architecture: Architecture): MapResult | undefined => {
  if (!isEntry(value)) return undefined;
  if (!value.feasible) return value;
  const { mappings, ...rest } = value;
  const isLegal = mappings.every(mapping => mappingFaults(workload, architecture, mapping).length === 0);
  if (!isLegal || mappings.length === 0) return undefined;
  return {
    ...rest,
    front: mappings.map(mapping => ({ workload, mapping, cost: evaluate(workload, architecture, mapping) })),
  };
};

/** The key holds the revision, so that a value of another shape is none of ours. */
const isEntry = (value: unknown): value is Entry =>
  typeof value === "object" && value !== null && "feasible" in value && ("mappings" in value || "reasons" in value);
