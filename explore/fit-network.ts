/**
 * A network on one machine: every way through its layers, with the front of mappings that each layer has on each. The core of an
 * evaluation; what it needs of the network is prepared once for all machines.
 */
import type { Graph } from "../ir/graph.ts";
import type { Architecture } from "../mapping/architecture.ts";
import { map, type MappedWorkload, type MapResult } from "../mapping/mapper.ts";
import { type Home, homeOf, type Residents, withResidents } from "../mapping/resident.ts";
import { type Precision, workloadKey } from "../mapping/workload.ts";
import { type Bits, quantity } from "../support/quantity.ts";
import { type Activations, activationsOf } from "./activations.ts";
import { workloadBound } from "../mapping/workload-bound.ts";
import { isAlias, type KnownLowerings, lowerNetwork, scratchOf, type Step } from "./lower-network.ts";
import { layerMapper, type LayerMapper, type Mapper, type MappingTotals } from "./map-network.ts";
import type { LiveTensor } from "./live-tensor.ts";
import type { Costed } from "./objective.ts";
import { placedWorkload, type PlacedWorkload } from "./placed-workload.ts";
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

/**
 * @param known of networks prepared before.
 * @throws CompileError for nodes whose work is too much to count.
 */
export const prepareNetwork = (graph: Graph, precision: Precision, known?: KnownLowerings): PreparedNetwork => {
  const steps = lowerNetwork(graph, precision, known);
  const activations = activationsOf(graph, isAlias(graph), (type, id) => storedBytes(graph, id, type, precision));
  const scratch = scratchOf(steps);
  const { layers, tensors } = layerTensorsOf(graph, steps, activations, scratch);
  return { graph, precision, steps, layers, activations, scratch, staying: tensors };
};

/** A way of a layer, with what lies on chip meanwhile. */
export interface ResidentWay {
  readonly from: number;
  readonly to: number;
  readonly residents: readonly StayingTensor[];
  /** What the machine has less for the layer; undefined where nothing lies on chip, or where that does not matter. */
  readonly taken: Residents | undefined;
  readonly question: Question;
}

/** What the mapper is asked on a way. */
interface Question {
  /** Equal for equal ones. */
  readonly key: string;
  readonly placed: PlacedWorkload;
  /** Of all residents. */
  readonly bytes: number;
  /** Of residents, among all questions that differ in nothing else. */
  readonly leastBytes: () => number;
  /** What no mapping goes below. */
  readonly bound: Costed;
}

export interface FittedNetwork {
  /** Per layer that fits. */
  readonly ways: readonly (readonly ResidentWay[])[];
  /** Per layer, with nothing on chip: whether it fits, and why not. */
  readonly results: readonly MapResult[];
  /** Where residents lie; undefined where nothing can. */
  readonly home: Home | undefined;
  /** False where some choices of residents were left out of account. */
  readonly isComplete: boolean;
  /** Of what was asked so far. */
  readonly totals: () => MappingTotals;
  readonly distinctWorkloads: number;
  /** Asks the mapper, once; empty where the layer does not fit beside its residents. */
  readonly frontOf: (way: ResidentWay) => readonly MappedWorkload[];
}

/**
 * Says of every layer whether it fits; its ways are for those to map who follow them. Nothing stays on chip in a network that does
 * not fit the machine whole.
 */
export const fitNetwork = (
  { layers, staying }: Pick<PreparedNetwork, "layers" | "staying">,
  architecture: Architecture,
  mapper: Mapper,
): FittedNetwork => {
  const found = homeOf(architecture);
  const mapping = layerMapper(architecture, found, mapper);
  const results = resultsOf(layers, architecture, found === undefined ? undefined : map, mapping);
  const fits = results.every(({ feasible }) => feasible);
  const home = fits ? found : undefined;
  const questions = questionsOn(architecture, home);
  const residences = home === undefined ? undefined : residencesIn(home, layers, staying);
  const ways = layers.flatMap((layer, position): (readonly ResidentWay[])[] => {
    const open = residences?.ways[position] ?? (results[position]?.feasible === true ? [nothingStays] : undefined);
    return open === undefined ? [] : [open.flatMap(residence => wayOf(layer, residence, home, questions) ?? [])];
  });
  return {
    ways,
    results,
    home,
    isComplete: residences?.isComplete ?? true,
    totals: mapping.totals,
    distinctWorkloads: new Set(layers.map(({ workload }) => workloadKey(workload))).size,
    frontOf: ({ question: { placed, bytes, leastBytes } }) => {
      // Where most room is left first: if that front needs no more than is left here, it is the answer.
      mapping.residentResultOf(placed, leastBytes());
      const result = mapping.residentResultOf(placed, bytes);
      return result?.feasible === true ? result.front : [];
    },
  };
};

/** @param quick finds a mapping where it is easy; what it does not find is asked of the mapper itself. */
const resultsOf = (
  layers: readonly Layer[],
  architecture: Architecture,
  quick: Mapper | undefined,
  { resultOf }: LayerMapper,
): readonly MapResult[] => {
  const known = new Map<string, MapResult>();
  return layers.map(({ workload }) => {
    const key = workloadKey(workload);
    const found = known.get(key) ?? quick?.(workload, architecture);
    const result = found?.feasible === true ? found : resultOf(workload);
    known.set(key, result);
    return result;
  });
};

const nothingStays: Residence = { from: 0, to: 0, residents: [], bytes: 0 };

/** Which tensors may stay there together. Each takes whole words. */
export const residencesIn = (
  { level, capacity }: Home,
  layers: readonly Layer[],
  staying: readonly StayingTensor[],
): ReturnType<typeof residencesOf> => {
  const word = wordBytes(level);
  const rounded = staying.map(({ id, bytes, firstStep, lastStep }) => ({
    id,
    bytes: Math.ceil(bytes / word) * word,
    firstStep,
    lastStep,
  }));
  return residencesOf(layers.length, rounded, Math.ceil(capacity / 8));
};

/** Tensors start at words of the level. */
export const wordBytes = ({ access }: Home["level"]): number => Math.max(1, Math.ceil(access.wordBits / 8));

/** Equal questions are made once, with their bounds. */
const questionsOn = (
  architecture: Architecture,
  home: Home | undefined,
): ((placed: PlacedWorkload, bytes: number) => Question) => {
  const known = new Map<string, Question>();
  const least = new Map<string, number>();
  return (placed, bytes) => {
    const variant = `${placed.tensors.join()} ${workloadKey(placed.workload)}`;
    least.set(variant, Math.min(bytes, least.get(variant) ?? Infinity));
    const key = `${bytes} ${variant}`;
    const leastBytes = (): number => least.get(variant) ?? bytes;
    const made = known.get(key) ?? {
      key,
      placed,
      bytes,
      leastBytes,
      bound: boundOf(placed, bytes, architecture, home),
    };
    known.set(key, made);
    return made;
  };
};

const boundOf = (
  { workload, tensors }: PlacedWorkload,
  bytes: number,
  architecture: Architecture,
  home: Home | undefined,
): Costed => {
  const residents = { tensors, bits: quantity<Bits>(8 * bytes) };
  const machine = home === undefined || bytes === 0 ? architecture : withResidents(architecture, home, residents);
  const { latencyCycles, energyPj } = workloadBound(workload, machine ?? architecture);
  return { cost: { latency: latencyCycles, energy: energyPj } };
};

const wayOf = (
  layer: Layer,
  { from, to, residents, bytes }: Residence,
  home: Home | undefined,
  questionOf: (placed: PlacedWorkload, bytes: number) => Question,
): ResidentWay | undefined => {
  const ids = new Set(residents.map(({ id }) => id));
  const placed =
    home === undefined ? { workload: layer.workload, tensors: [] } : placedWorkload(layer, id => ids.has(id), home);
  if (placed === undefined) return undefined;
  // The vector unit streams: it needs no room beside the residents.
  const matters = placed.workload.kind === "contraction" && bytes > 0;
  const taken = matters ? { tensors: placed.tensors, bits: quantity<Bits>(8 * bytes) } : undefined;
  return { from, to, residents, taken, question: questionOf(placed, matters ? bytes : 0) };
};
