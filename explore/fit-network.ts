/**
 * A network on one machine: every way through its layers, with the front of mappings that each layer has on each. The core of an
 * evaluation; what it needs of the network is prepared once for all machines.
 */
import type { Graph } from "../ir/graph.ts";
import type { Architecture } from "../mapping/architecture.ts";
import type { MapResult } from "../mapping/mapper.ts";
import { type Home, homeOf, type Residents } from "../mapping/resident.ts";
import { type Precision, workloadKey } from "../mapping/workload.ts";
import { type Bits, quantity } from "../support/quantity.ts";
import { type Activations, activationsOf } from "./activations.ts";
import { isAlias, lowerNetwork, scratchOf, type Step } from "./lower-network.ts";
import { layerMapper, type LayerMapper, type Mapper, type MappingTotals } from "./map-network.ts";
import type { LiveTensor } from "./live-tensor.ts";
import type { Way } from "./objective.ts";
import { placedWorkload } from "./placed-workload.ts";
import { type Residence, residencesOf } from "./residences.ts";
import { type Layer, layerTensorsOf, type StayingTensor } from "./staying.ts";
import { storedBytes } from "./storage.ts";

/** A network as every machine meets it. */
export interface PreparedNetwork {
  readonly graph: Graph;
  readonly precision: Precision;
  /** One per node. */
  readonly steps: readonly Step[];
  /** All workloads in order. */
  readonly layers: readonly Layer[];
  readonly activations: Activations;
  /** What nodes of several layers pass on. */
  readonly scratch: readonly LiveTensor[];
  /** Those that may stay on chip, in steps of layers. */
  readonly staying: readonly StayingTensor[];
}

/** @throws CompileError for nodes whose work is too much to count. */
export const prepareNetwork = (graph: Graph, precision: Precision): PreparedNetwork => {
  const steps = lowerNetwork(graph, precision);
  const activations = activationsOf(graph, isAlias(graph), (type, id) => storedBytes(graph, id, type, precision));
  const scratch = scratchOf(steps);
  const { layers, tensors } = layerTensorsOf(graph, steps, activations, scratch);
  return { graph, precision, steps, layers, activations, scratch, staying: tensors };
};

/** A way of a layer, with what lies on chip meanwhile. */
export interface ResidentWay extends Way {
  readonly residents: readonly StayingTensor[];
  /** What the machine has less for the layer; undefined where nothing lies on chip, or where that does not matter. */
  readonly taken: Residents | undefined;
}

export interface FittedNetwork {
  /** Per layer that fits. */
  readonly ways: readonly (readonly ResidentWay[])[];
  /** Per layer: with nothing on chip. */
  readonly results: readonly MapResult[];
  /** Where residents lie; undefined where nothing can. */
  readonly home: Home | undefined;
  /** False where some choices of residents were left out of account. */
  readonly isComplete: boolean;
  readonly totals: MappingTotals;
  readonly distinctWorkloads: number;
}

/** Nothing stays on chip in a network that does not fit the machine whole. */
export const fitNetwork = (
  { layers, staying }: Pick<PreparedNetwork, "layers" | "staying">,
  architecture: Architecture,
  mapper: Mapper,
): FittedNetwork => {
  const found = homeOf(architecture);
  const mapping = layerMapper(architecture, found, mapper);
  const results = layers.map(({ workload }) => mapping.resultOf(workload));
  const fits = results.every(({ feasible }) => feasible);
  const home = fits ? found : undefined;
  const residences = home === undefined ? undefined : residencesIn(home, layers, staying);
  const ways =
    home === undefined || residences === undefined
      ? results.flatMap(result => (result.feasible ? [[plainWay(result)]] : []))
      : waysOf(layers, residences.ways, home, mapping);
  return {
    ways,
    results,
    home,
    isComplete: residences?.isComplete ?? true,
    totals: mapping.totals(),
    distinctWorkloads: new Set(layers.map(({ workload }) => workloadKey(workload))).size,
  };
};

type Feasible = Extract<MapResult, { feasible: true }>;

const plainWay = ({ front }: Feasible): ResidentWay => ({ from: 0, to: 0, front, residents: [], taken: undefined });

/** Which tensors may stay there together. Each takes whole words. */
export const residencesIn = (
  { level, capacity }: Home,
  layers: readonly Layer[],
  staying: readonly StayingTensor[],
): ReturnType<typeof residencesOf> => {
  const word = wordBytes(level);
  const rounded = staying.map(tensor => ({ ...tensor, bytes: Math.ceil(tensor.bytes / word) * word }));
  return residencesOf(layers.length, rounded, Math.ceil(capacity / 8));
};

/** Tensors start at words of the level. */
export const wordBytes = ({ access }: Home["level"]): number => Math.max(1, Math.ceil(access.wordBits / 8));

const waysOf = (
  layers: readonly Layer[],
  residences: readonly (readonly Residence[])[],
  home: Home,
  mapping: LayerMapper,
): readonly (readonly ResidentWay[])[] => {
  const ways = layers.map((): ResidentWay[] => []);
  const all = residences.flatMap((each, layer) => each.map((residence, at) => ({ residence, layer, at })));
  // From little to much, so that fronts that need no more than what is left serve again.
  for (const { residence, layer } of all.toSorted(
    (a, b) => a.residence.bytes - b.residence.bytes || a.layer - b.layer || a.at - b.at,
  )) {
    const way = wayOf(layers[layer], residence, home, mapping);
    if (way !== undefined) ways[layer]?.push(way);
  }
  return ways;
};

const wayOf = (
  layer: Layer | undefined,
  { from, to, residents, bytes }: Residence,
  home: Home,
  mapping: LayerMapper,
): ResidentWay | undefined => {
  const ids = new Set(residents.map(({ id }) => id));
  const placed = layer === undefined ? undefined : placedWorkload(layer, id => ids.has(id), home);
  const result = placed === undefined ? undefined : mapping.residentResultOf(placed, bytes);
  if (placed === undefined || result?.feasible !== true) return undefined;
  const bits = quantity<Bits>(8 * bytes);
  const taken = placed.workload.kind === "vector" || bytes === 0 ? undefined : { tensors: placed.tensors, bits };
  return { from, to, front: result.front, residents, taken };
};
