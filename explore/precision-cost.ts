/** What a layer costs on a machine at given widths, as plain numbers for whoever chooses widths. */
import { type DeviceLayer, type DeviceModel, isMisfit } from "../accelerators/device.ts";
import type { Graph, Node, ValueId } from "../ir/graph.ts";
import type { MappedWorkload } from "../mapping/mapper.ts";
import { type Contraction, elementsOf, type Precision, type Workload } from "../mapping/workload.ts";
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

/** What prices a layer, be it by mapping it or by running it alone. */
export interface LayerPricer {
  /** Equal for machines that are built alike. */
  readonly design: string;
  /** At which float networks are lowered. */
  readonly precision: Precision;
  /** Undefined where the machine cannot run the widths. */
  readonly priceOf: (workload: Contraction) => Omit<PrecisionCost, "weightBits"> | undefined;
}

/** By the fastest mapping. */
export const machinePricer = ({ slot, accelerator, precision }: Machine, mapper: Mapper): LayerPricer => ({
  design: JSON.stringify([slot, accelerator.template, accelerator.settings]),
  precision,
  priceOf: workload => {
    const result = mapper(workload, accelerator.architecture);
    const [fastest] = result.feasible ? result.front : [];
    return fastest === undefined ? undefined : mappedPrice(fastest);
  },
});

/** As a network of that layer alone, with weights that are constants. */
export const devicePricer = (device: DeviceModel, mapper: Mapper): LayerPricer => {
  const { precision } = device;
  const demands = { limits: [], goals: [{ direction: "minimize", metric: "latency" }] } as const;
  return {
    design: device.name,
    precision,
    priceOf: workload => {
      const { weights, inputs } = workload.bits;
      if (device.lackOf({ ...precision, weightBits: weights, activationBits: inputs }) !== undefined) return undefined;
      const networks = [{ name: "layer", layers: [aloneLayer(workload)] }];
      const [run] = device.run({ networks, precision, demands, mapper }).networks;
      const [layer] = run?.layers ?? [];
      if (run === undefined || layer === undefined || isMisfit(layer)) return undefined;
      const traffic = layer.accesses.perLevel[run.memory.level];
      return {
        latencyCycles: run.latencyCycles,
        energyPj: layer.energyPj.total,
        trafficBits: (traffic?.readBits ?? 0) + (traffic?.writtenBits ?? 0),
      };
    },
  };
};

const aloneLayer = (workload: Contraction): DeviceLayer => {
  const elements = elementsOf(workload, "outputs");
  return {
    name: "layer",
    workload,
    reads: [
      { role: "inputs", tensor: "input" },
      { role: "weights", tensor: undefined },
      ...workload.epilogue.operands.map(() => ({ role: "epilogue", tensor: undefined }) as const),
    ],
    writes: [{ tensor: "output", elements, bits: elements * workload.bits.outputs }],
  };
};

/**
 * Costs by the weights of a contraction. Infinite where the machine cannot run the widths.
 * Ignores: that a consumer may take its input on chip, and the width of the layer's outputs, which is the machine's own.
 */
export const precisionCosts = (
  graph: Graph,
  { precision, priceOf }: LayerPricer,
): ((weight: ValueId, weightBits: number, activationBits: number) => PrecisionCost) => {
  const contractions = new Map<ValueId, Contraction>();
  for (const { node, workloads } of lowerNetwork(graph, precision)) {
    const contraction = workloads.map(({ workload }) => workload).find(isContraction);
    const weight = weightOf(graph, node);
    if (contraction !== undefined && weight !== undefined) contractions.set(weight, contraction);
  }
  return (weight, weightBits, inputBits) => {
    const workload = contractions.get(weight);
    if (workload === undefined) return nothing;
    const price = priceOf({ ...workload, bits: { ...workload.bits, weights: weightBits, inputs: inputBits } });
    return price === undefined ? impossible : { ...price, weightBits: elementsOf(workload, "weights") * weightBits };
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

const mappedPrice = ({ cost }: MappedWorkload): Omit<PrecisionCost, "weightBits"> => {
  const [outermost] = cost.levels;
  const accesses = Object.values(outermost?.accesses ?? {});
  return {
    latencyCycles: cost.latency,
    energyPj: cost.energy,
    trafficBits: accesses.reduce((sum, { readBits, writeBits }) => sum + readBits + writeBits, 0),
  };
};
