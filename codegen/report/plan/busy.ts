/** How long a layer keeps each part of its machine busy, by what is moved: what the latency is the longest of. */
import type { PlanAccelerator, PlanLayer, PlanLevel } from "../../../accelerators/plan.ts";
import { vectorCycles } from "../../../mapping/vector-cycles.ts";
import type { LayerView } from "./view.ts";

export interface Busy {
  readonly resource: string;
  /** Cycles by tensor, or by the resource's own name where it moves none. */
  readonly parts: ReadonlyMap<string, number>;
}

/**
 * Levels: bits over the bandwidth of all instances, in the busier direction where ports are separate. Multipliers: MACs over what
 * all of them do in a cycle. The vector unit: the whole latency where it sets that, else its passes. Ignores: instances that have more to move than others, fill and drain;
 * functions that take the vector unit several passes, where it does not set the latency.
 */
export const busyOf = ({ layer, accelerator }: LayerView): readonly Busy[] => {
  if (layer.kernel !== undefined) return kernelParts(layer.kernel);
  if (accelerator === undefined) return [];
  const { compute, levels } = accelerator;
  const mode = compute.modes.find(
    ({ weightBits, activationBits }) =>
      weightBits >= (layer.precision.weightBits ?? 0) && activationBits >= layer.precision.activationBits,
  );
  const rate = compute.processingElements * (mode?.macsPerCycle ?? 0);
  return [
    ...(layer.macs === 0 || rate === 0 ? [] : [single("multipliers", layer.macs / rate)]),
    ...vectorBusy(layer, accelerator),
    ...levels.flatMap(level => levelBusy(layer, level)),
  ];
};

const single = (resource: string, cycles: number): Busy => ({ resource, parts: new Map([[resource, cycles]]) });

const kernelParts = (kernel: NonNullable<PlanLayer["kernel"]>): readonly Busy[] =>
  [
    single("launch", kernel.launchCycles),
    single("compute", kernel.computeCycles),
    single("L2", kernel.l2Cycles),
    single("DRAM", kernel.dramCycles),
  ].filter(({ parts }) => [...parts.values()].some(cycles => cycles > 0));

const vectorBusy = (
  { workload, bound, latencyCycles }: PlanLayer,
  { vectorUnit }: PlanAccelerator,
): readonly Busy[] => {
  if (vectorUnit.lanes === 0) return [];
  const { elements, operations } = vectorWork(workload);
  const passes = vectorCycles(vectorUnit, { elements, operations, hasFunctions: false });
  const cycles = bound === "vector" ? latencyCycles : Math.min(passes, latencyCycles);
  return operations === 0 && workload.kind === "contraction" ? [] : [single("vector unit", cycles)];
};

const vectorWork = (workload: PlanLayer["workload"]): { readonly elements: number; readonly operations: number } => {
  if (workload.kind === "vector")
    return { elements: Math.max(workload.inputElements, workload.outputElements), operations: workload.operations };
  const { G, N, K, P, Q } = workload.bounds;
  const elements = G * N * K * P * Q;
  return { elements, operations: elements * workload.epilogueOperationsPerOutput };
};

const levelBusy = ({ accesses }: PlanLayer, { name, bandwidth, instances }: PlanLevel): readonly Busy[] => {
  if (bandwidth === null) return [];
  const moved = Object.entries(accesses.perTensor).flatMap(([tensor, levels]) => {
    const traffic = levels[name];
    return traffic === undefined ? [] : [{ tensor, ...traffic }];
  });
  const { shared, readBitsPerCycle, writeBitsPerCycle } = bandwidth;
  const cyclesOf = (bits: number, rate: number): number => (rate === 0 ? 0 : bits / (rate * instances));
  const read = moved.map(({ readBits }) => cyclesOf(readBits, readBitsPerCycle));
  const written = moved.map(({ writtenBits }) => cyclesOf(writtenBits, writeBitsPerCycle));
  const chosen = shared
    ? moved.map(({ readBits, writtenBits }) => cyclesOf(readBits + writtenBits, readBitsPerCycle))
    : sum(read) >= sum(written)
      ? read
      : written;
  const parts = new Map(moved.map(({ tensor }, i) => [tensor, chosen[i] ?? 0]));
  return sum(chosen) > 0 ? [{ resource: `${name} port`, parts }] : [];
};

const sum = (cycles: readonly number[]): number => cycles.reduce((all, each) => all + each, 0);
