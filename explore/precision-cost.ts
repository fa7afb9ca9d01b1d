/** What a layer costs on a machine at given widths, as plain numbers for whoever chooses widths. */
import type { Graph, Node, ValueId } from "../ir/graph.ts";
import type { MappedWorkload } from "../mapping/mapper.ts";
import type { Contraction, Workload } from "../mapping/workload.ts";
import { lowerNetwork } from "./lower-network.ts";
import type { Machine } from "./machine.ts";
import type { Mapper } from "./map-network.ts";

export interface PrecisionCost {
  readonly latencyCycles: number;
  readonly energyPj: number;
  /** Read from and written to the outermost level. */
  readonly trafficBits: number;
  readonly weightBits: number;
}

/**
 * Costs by the weights of a contraction. Infinite where the machine cannot run the widths.
 * Ignores: that a consumer may take its input on chip, and the width of the layer's outputs, which is the machine's own.
 */
export const precisionCosts = (
  graph: Graph,
  machine: Machine,
  mapper: Mapper,
): ((weight: ValueId, weightBits: number, activationBits: number) => PrecisionCost) => {
  const contractions = new Map<ValueId, Contraction>();
  for (const { node, workloads } of lowerNetwork(graph, machine.precision)) {
    const contraction = workloads.map(({ workload }) => workload).find(isContraction);
    const weight = weightOf(graph, node);
    if (contraction !== undefined && weight !== undefined) contractions.set(weight, contraction);
  }
  const { architecture } = machine.accelerator;
  return (weight, weightBits, inputBits) => {
    const workload = contractions.get(weight);
    if (workload === undefined) return nothing;
    const bits = { ...workload.bits, weights: weightBits, inputs: inputBits };
    const result = mapper({ ...workload, bits }, architecture);
    const [fastest] = result.feasible ? result.front : [];
    return fastest === undefined ? impossible : costOf(fastest, workload, weightBits);
  };
};

const isContraction = (workload: Workload): workload is Contraction => workload.kind === "contraction";

const weightOf = (graph: Graph, { operands }: Node): ValueId | undefined =>
  graph.constants.find(({ id }) => id === operands[1])?.id;

const nothing: PrecisionCost = { latencyCycles: 0, energyPj: 0, trafficBits: 0, weightBits: 0 };
const impossible: PrecisionCost = {
  latencyCycles: Infinity,
  energyPj: Infinity,
  trafficBits: Infinity,
  weightBits: Infinity,
};

const costOf = ({ cost }: MappedWorkload, { bounds }: Contraction, bits: number): PrecisionCost => {
  const [outermost] = cost.levels;
  const accesses = Object.values(outermost?.accesses ?? {});
  return {
    latencyCycles: cost.latency,
    energyPj: cost.energy,
    trafficBits: accesses.reduce((sum, { readBits, writeBits }) => sum + readBits + writeBits, 0),
    weightBits: bounds.G * bounds.K * bounds.C * bounds.R * bounds.S * bits,
  };
};
