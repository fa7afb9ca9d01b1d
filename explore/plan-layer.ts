/** A mapped workload as a layer of the plan. */
import type {
  PlanAccesses,
  PlanEnergy,
  PlanLayer,
  PlanPrecision,
  PlanTraffic,
  PlanWorkload,
} from "../accelerators/plan.ts";
import type { Node } from "../ir/graph.ts";
import type { Architecture } from "../mapping/architecture.ts";
import type { Cost } from "../mapping/cost.ts";
import type { MappedWorkload } from "../mapping/mapper.ts";
import { macsOf, type Workload } from "../mapping/workload.ts";
import { planMappingOf } from "./format-mapping.ts";

export interface LayerPlace {
  readonly name: string;
  readonly node: Node;
  readonly slot: string;
  readonly onChip: readonly string[];
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** What the chip's other accelerators leak in a cycle. */
  readonly idlePj: number;
  readonly startCycle: number;
  readonly endCycle: number;
}

export const planLayerOf = (
  { name, node, slot, onChip, reads, writes, idlePj, startCycle, endCycle }: LayerPlace,
  { workload, mapping, cost }: MappedWorkload,
  architecture: Architecture,
): PlanLayer => ({
  name,
  op: node.op,
  origins: node.origins,
  workload: planWorkloadOf(workload),
  precision: precisionOf(workload),
  accelerator: slot,
  onChip,
  reads,
  writes,
  startCycle,
  endCycle,
  mapping: mapping === undefined ? null : planMappingOf(mapping, architecture),
  latencyCycles: cost.latency,
  utilization: cost.utilization,
  energyPj: energyOf(cost, idlePj * cost.latency),
  accesses: accessesOf(cost),
  macs: workload.kind === "contraction" ? macsOf(workload) : 0,
  bound: cost.bound,
});

export const planWorkloadOf = (workload: Workload): PlanWorkload => {
  if (workload.kind === "vector") {
    const { kind, inputElements, outputElements, operations, elementBits, inputBits, outputBits } = workload;
    return { kind, inputElements, outputElements, operations, operationBits: elementBits, inputBits, outputBits };
  }
  const { kind, bounds, strides, dilations, epilogue } = workload;
  return { kind, bounds, strides, dilations, epilogueOperationsPerOutput: epilogue.operationsPerOutput };
};

export const precisionOf = (workload: Workload): PlanPrecision => {
  if (workload.kind === "vector") {
    const { operandBits, resultBits } = workload;
    return { weightBits: null, activationBits: operandBits, outputBits: resultBits, accumulatorBits: null };
  }
  const { weights, inputs, outputs, partialSums } = workload.bits;
  return { weightBits: weights, activationBits: inputs, outputBits: outputs, accumulatorBits: partialSums };
};

const energyOf = (cost: Cost, idle: number): PlanEnergy => ({
  total: cost.energy + idle,
  perLevel: {
    ...Object.fromEntries(cost.levels.map(({ level, energy }) => [level, energy])),
    compute: cost.computeEnergy,
    vector: cost.vectorEnergy,
    network: cost.networkEnergy,
    leakage: cost.otherLeakage,
    ...(idle === 0 ? {} : { "other accelerators": idle }),
  },
  perTensor: perTensorEnergy(cost),
});

const perTensorEnergy = ({ levels }: Cost): Readonly<Record<string, number>> => {
  const sums: Record<string, number> = {};
  for (const { accesses } of levels)
    for (const [tensor, { energy }] of Object.entries(accesses)) sums[tensor] = (sums[tensor] ?? 0) + energy;
  return sums;
};

const accessesOf = ({ levels }: Cost): PlanAccesses => {
  const perLevel: Record<string, PlanTraffic> = {};
  const perTensor: Record<string, Record<string, PlanTraffic>> = {};
  for (const { level, accesses } of levels)
    for (const [tensor, { readBits, writeBits }] of Object.entries(accesses)) {
      const before = perLevel[level] ?? { readBits: 0, writtenBits: 0 };
      perLevel[level] = { readBits: before.readBits + readBits, writtenBits: before.writtenBits + writeBits };
      (perTensor[tensor] ??= {})[level] = { readBits, writtenBits: writeBits };
    }
  const fanOutBits = Object.fromEntries(levels.map(({ level, fanOutBits: bits }) => [level, bits]));
  return { perLevel, perTensor, fanOutBits };
};
