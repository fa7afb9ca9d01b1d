/** What a layer costs on a MAESTRO accelerator, in cycles and energy. */
import type { Contraction } from "../../mapping/workload.ts";
import { type Picojoules, quantity } from "../../support/quantity.ts";
import table from "../technology/nasaic-2020.json" with { type: "json" };
import { analyze, type MaestroCounts, type MaestroMachine } from "./analyze.ts";
import type { MaestroDataflow } from "./dataflows.ts";
import { parseDirectives } from "./directives.ts";
import { axesOf, filterAxis, isSliding, type MaestroLayer, type MaestroTensor, maestroWorkOf } from "./layer.ts";
import { clusterLevelsOf } from "./levels.ts";

export interface MaestroAccelerator {
  readonly dataflow: MaestroDataflow;
  readonly pes: number;
  readonly machine: MaestroMachine;
}

export interface MaestroCost {
  readonly cycles: number;
  readonly energyPj: Picojoules;
  /** As MAESTRO counts them: where strides and edges meet, not all that the layer has. */
  readonly macs: number;
  /** Of all three tensors once, a byte a word. */
  readonly offChipBytes: number;
}

/**
 * Ignores: what `analyze` ignores; the bits of the tensors, which it counts in words; the epilogue, which costs nothing there.
 */
export const maestroCost = (contraction: Contraction, accelerator: MaestroAccelerator): MaestroCost => {
  const { layer, times } = maestroWorkOf(contraction);
  const counts = maestroCounts(layer, accelerator);
  const words = (["inputs", "weights", "outputs"] as const).map(tensor => wordsOf(layer, tensor));
  return {
    cycles: times * counts.cycles,
    energyPj: quantity<Picojoules>(times * energyInMacs(layer, counts) * table.energy.macNj.value * picojoulesPerNj),
    macs: times * counts.macs,
    offChipBytes: times * words.reduce((sum, each) => sum + each, 0),
  };
};

export const maestroCounts = (layer: MaestroLayer, { dataflow, pes, machine }: MaestroAccelerator): MaestroCounts => {
  const levels = parseDirectives(dataflow.directives(layer), layer.extents);
  return analyze(layer, clusterLevelsOf(layer, levels, pes), machine);
};

/**
 * `MACs + 1.68 L1 accesses + 18.61 L2 accesses`, in multiply-accumulates. A processing element reads three words and writes one per
 * multiply-accumulate, and writes what comes from L2, which is one write however many receive it. L2 is filled once and read out once.
 * Source: MAESTRO, API_user-interface-v2.hpp, its "total energy". Its CSV leaves out the multiply-accumulates and L2's reads of outputs.
 */
export const energyInMacs = (layer: MaestroLayer, counts: MaestroCounts): number => {
  const { macs, inputReads, weightReads, outputWrites } = counts;
  const { l1InMacs, l2InMacs } = table.energy;
  const fetched = inputReads + weightReads;
  const l1 = 4 * macs + fetched;
  const filled = wordsOf(layer, "inputs") + wordsOf(layer, "weights");
  const l2 = fetched + filled + outputWrites + strideOneOutputs(layer);
  return macs + l1InMacs.value * l1 + l2InMacs.value * l2;
};

const picojoulesPerNj = 1000;

const strideOneOutputs = (layer: MaestroLayer): number => countOutputs(layer, { Y: 1, X: 1 });

const wordsOf = (layer: MaestroLayer, tensor: MaestroTensor): number =>
  tensor === "outputs"
    ? countOutputs(layer, layer.strides)
    : axesOf(layer, tensor).reduce((words, axis) => words * layer.extents[axis], 1);

const countOutputs = (layer: MaestroLayer, strides: MaestroLayer["strides"]): number =>
  axesOf(layer, "outputs").reduce(
    (words, axis) =>
      words *
      (isSliding(axis)
        ? Math.floor((layer.extents[axis] - layer.extents[filterAxis[axis]]) / strides[axis]) + 1
        : layer.extents[axis]),
    1,
  );
