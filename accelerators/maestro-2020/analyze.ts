/** The counts and cycles of a layer: every kind of step of every cluster level, by how often it occurs. */
import { InternalError } from "../../support/diagnostic.ts";
import { type Case, casesOf } from "./cases.ts";
import { egressOf, criticalSums, macsOfStep, stateOf, tileOf } from "./outputs.ts";
import { ingressOf } from "./inputs.ts";
import { axes, axesOf, type Extents, type MaestroLayer, type MaestroTensor } from "./layer.ts";
import { type ClusterLevel, firstSpatial } from "./levels.ts";

export interface MaestroMachine {
  /** Multiply-accumulates per cycle of one processing element. */
  readonly lanes: number;
  /** Words per cycle of the network of each level. */
  readonly wordsPerCycle: number;
  /** Cycles until the first word arrives. */
  readonly networkLatency: number;
}

/** In words, of the outermost level. */
export interface MaestroCounts {
  readonly macs: number;
  readonly cycles: number;
  readonly inputReads: number;
  readonly weightReads: number;
  readonly outputWrites: number;
  /** What one processing element, and what the shared memory, would have to hold. */
  readonly l1Words: number;
  readonly l2Words: number;
}

interface Analysis {
  readonly layer: MaestroLayer;
  readonly levels: readonly ClusterLevel[];
  readonly machine: MaestroMachine;
  /** By level and tile: tiles recur. */
  readonly known: Map<string, MaestroCounts>;
}

/**
 * Source: the cost model of MAESTRO (Kwon et al., MICRO 2019) as its repository had it in February 2020. Where its code slips, so do
 * we, so that its figures come out to the digit.
 * Ignores: the capacity of L1 and L2, time and energy of DRAM, energy of the network, leakage.
 */
export const analyze = (layer: MaestroLayer, levels: readonly ClusterLevel[], machine: MaestroMachine): MaestroCounts =>
  analyzeLevel({ layer, levels, machine, known: new Map() }, 0, layer.extents);

const analyzeLevel = (analysis: Analysis, depth: number, extents: Extents): MaestroCounts => {
  const key = `${depth} ${axes.map(axis => extents[axis]).join(" ")}`;
  const known = analysis.known.get(key) ?? countLevel(analysis, depth, extents);
  analysis.known.set(key, known);
  return known;
};

/** One kind of step, in words. */
interface Traffic {
  readonly step: Case;
  readonly inputs: number;
  readonly weights: number;
  readonly egress: number;
}

const sum = (steps: readonly Traffic[], count: (each: Traffic, position: number) => number): number =>
  steps.reduce((total, each, i) => total + each.step.occurrences * count(each, i), 0);

const countLevel = (analysis: Analysis, depth: number, extents: Extents): MaestroCounts => {
  const { layer, levels } = analysis;
  const level = levels[depth];
  if (level === undefined) throw new InternalError(`no cluster level ${depth}`);
  const traffic = casesOf(level, extents).map((step): Traffic => ({
    step,
    inputs: ingressOf(level, layer, "inputs", step),
    weights: ingressOf(level, layer, "weights", step),
    egress: egressOf(level, layer, step),
  }));
  const working = traffic.filter(({ step }) => criticalSums(level, layer, step) > 0);
  const below = working.map(({ step }) => (depth === levels.length - 1 ? [] : analyzeBelow(analysis, depth, step)));
  return {
    macs: sum(working, ({ step }) => macsOfStep(level, layer, step)),
    cycles: sum(working, (each, i) =>
      cyclesOf(each, computeCycles(analysis, level, each.step, below[i]), analysis.machine),
    ),
    inputReads: sum(working, ({ inputs }) => inputs),
    weightReads: sum(working, ({ weights }) => weights),
    // MAESTRO skips steps without work after it has counted their outputs.
    outputWrites: sum(traffic, ({ egress }) => egress),
    ...requirements(level, layer, traffic, below[0]?.[0]),
  };
};

/**
 * What the first step with work and those before it need, twice for double buffers. Of leading steps without work MAESTRO adds up the
 * operands in L1, not the outputs.
 */
const requirements = (
  level: ClusterLevel,
  layer: MaestroLayer,
  traffic: readonly Traffic[],
  below: MaestroCounts | undefined,
): Pick<MaestroCounts, "l1Words" | "l2Words"> => {
  const position = Math.max(
    0,
    traffic.findIndex(({ step }) => criticalSums(level, layer, step) > 0),
  );
  const { inputs, weights, egress } = traffic[position] ?? { inputs: 0, weights: 0, egress: 0 };
  const [input, weight, output] = (["inputs", "weights", "outputs"] as const).map(tensor =>
    mappedVolume(level, layer, tensor),
  ) as [number, number, number];
  const l1Words = below?.l1Words ?? 2 * ((position + 1) * (input + weight) + output);
  return { l1Words, l2Words: 2 * (inputs + weights + egress) };
};

/** Double buffers hide all but the first fetch. */
const cyclesOf = ({ step, inputs, weights, egress }: Traffic, compute: number, machine: MaestroMachine): number => {
  const down = transferCycles(machine, inputs + weights);
  return step.isFirstStep ? compute + down : Math.max(compute, down, transferCycles(machine, egress));
};

/** The slowest of the shapes that sub-clusters have; of a processing element, its sums by its lanes. */
const computeCycles = (
  { layer, machine }: Analysis,
  level: ClusterLevel,
  step: Case,
  below: readonly MaestroCounts[] = [],
): number =>
  below.length === 0
    ? Math.ceil(criticalSums(level, layer, step) / machine.lanes)
    : Math.max(...below.map(({ cycles }) => cycles));

/** Words of a tensor in one processing element; outputs by the input rows and columns behind them. */
const mappedVolume = ({ sizes }: ClusterLevel, layer: MaestroLayer, tensor: MaestroTensor): number =>
  axesOf(layer, tensor).reduce((volume, axis) => volume * (sizes.of[axis]?.full ?? 1), 1);

/** `latency + ceil(words / bandwidth) - 1`. */
const transferCycles = ({ networkLatency, wordsPerCycle }: MaestroMachine, words: number): number =>
  networkLatency + Math.ceil(words / wordsPerCycle) - 1;

/** Of each shape that sub-clusters have in this step. */
const analyzeBelow = (analysis: Analysis, depth: number, step: Case): readonly MaestroCounts[] => {
  const level = analysis.levels[depth];
  if (level === undefined) return [];
  const countsOf = (isPartial: boolean): MaestroCounts =>
    analyzeLevel(analysis, depth + 1, lowerTile(level, step, isPartial));
  const { isEdge, isLastPartial } = stateOf(step, firstSpatial(level.maps).axis);
  if (!isEdge || !isLastPartial) return [countsOf(false)];
  return level.edgeSubClusters > 1 ? [countsOf(true), countsOf(false)] : [countsOf(true)];
};

/** What a sub-cluster is handed in this step. */
const lowerTile = (level: ClusterLevel, step: Case, isPartial: boolean): Extents => {
  const extents = { C: 1, K: 1, R: 1, S: 1, X: 1, Y: 1 };
  for (const { axis, isSpatial } of level.maps) {
    const { isEdge } = stateOf(step, axis);
    const takesEdge = isEdge && (!isSpatial || isPartial || level.edgeSubClusters === 1);
    extents[axis] = takesEdge ? tileOf(level, axis).edge : tileOf(level, axis).full;
  }
  return extents;
};
