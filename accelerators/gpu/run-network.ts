/** A network on a GPU: kernel after kernel. */
import type { Contraction } from "../../mapping/workload.ts";
import { InternalError } from "../../support/diagnostic.ts";
import type { DeviceLayer, DeviceLayerRun, DeviceNetwork, DeviceNetworkRun } from "../device.ts";
import type { PlanAccesses, PlanEnergy } from "../plan.ts";
import type { PlanKernel } from "../plan-device.ts";
import { formatFor } from "./choose-format.ts";
import type { FormatName } from "./formats.ts";
import type { Gpu, GpuFormat } from "./gpu.ts";
import { kernelCost, type KernelCost, type LayerShare, type Residency } from "./kernel-cost.ts";
import { kernelsOf } from "./kernels.ts";

export interface GpuNetworkRun {
  readonly run: DeviceNetworkRun;
  /** Tiles and splits that were compared. */
  readonly considered: number;
  /** That multiplied. */
  readonly formats: readonly GpuFormat[];
}

/** Bytes at whose multiples CUDA's allocator places tensors. */
const alignment = 256;

export const runNetwork = ({ layers }: DeviceNetwork, gpu: Gpu, asked: readonly FormatName[]): GpuNetworkRun => {
  const residency = residencyOf(layers, gpu);
  const formatOf = ({ bits }: Contraction): GpuFormat => {
    const format = formatFor(gpu, Math.max(bits.weights, bits.inputs), asked);
    if (format === undefined) throw new InternalError(`no format of ${bits.weights} and ${bits.inputs} bits`);
    return format;
  };
  const runs: (DeviceLayerRun | undefined)[] = layers.map(() => undefined);
  const formats = new Set<GpuFormat>();
  let cycle = 0;
  let considered = 0;
  for (const kernel of kernelsOf(layers)) {
    const own = kernel.flatMap(position => layers[position] ?? []);
    const cost = kernelCost(own, gpu, formatOf, residency);
    for (const [i, position] of kernel.entries()) runs[position] = layerRun(own, i, cost, { gpu, cycle });
    for (const { format } of cost.layers) if (format !== undefined) formats.add(format);
    cycle += cost.latencyCycles;
    considered += cost.considered;
  }
  return {
    run: {
      layers: runs.flatMap(run => run ?? []),
      latencyCycles: cycle,
      intervalCycles: cycle,
      memory: { level: "DRAM", alignment, holds: "all" },
    },
    considered,
    formats: [...formats],
  };
};

/**
 * What was just written is read from L2 where it takes no more than half of it, and weights stay there from one run to the next where all
 * of them take no more than that. Ignores: what else runs on the GPU, and the policy by which lines are replaced.
 */
const residencyOf = (layers: readonly DeviceLayer[], { l2Bytes }: Gpu): Residency => {
  const weights = layers.reduce((sum, layer) => sum + weightBytesOf(layer), 0);
  return { isNear: bytes => bytes <= l2Bytes / 2, areWeightsNear: weights <= l2Bytes / 2 };
};

const weightBytesOf = ({ workload, reads }: DeviceLayer): number => {
  if (workload.kind === "vector") return 0;
  const isConstant = reads.some(({ role, tensor }) => role === "weights" && tensor === undefined);
  const { G, K, C, R, S } = workload.bounds;
  return isConstant ? (G * K * C * R * S * workload.bits.weights) / 8 : 0;
};

interface When {
  readonly gpu: Gpu;
  readonly cycle: number;
}

/** The first layer of a kernel takes its time; energy goes to the layer that spends it. */
const layerRun = (
  own: readonly DeviceLayer[],
  position: number,
  cost: KernelCost,
  { gpu, cycle }: When,
): DeviceLayerRun => {
  const [head] = own;
  const share = cost.layers[position];
  if (head === undefined || share === undefined) throw new InternalError("a kernel without layers");
  const latencyCycles = position === 0 ? cost.latencyCycles : 0;
  const macs = cost.layers.reduce((sum, layer) => sum + layer.macs, 0);
  const format = cost.layers.find(layer => layer.format !== undefined)?.format;
  const slots = cost.latencyCycles * gpu.multiprocessors * (format?.macsPerCycle ?? 1);
  return {
    startCycle: cycle,
    endCycle: cycle + cost.latencyCycles,
    latencyCycles,
    utilization: position === 0 && macs > 0 ? Math.min(1, macs / slots) : 0,
    energyPj: energyOf(share, latencyCycles, gpu),
    accesses: accessesOf(share),
    bound: cost.bound,
    mapping: null,
    kernel: planKernel(own, position, cost, gpu),
    fate: position === 0 ? kernelFate(head, cost) : `in the kernel of ${head.name}`,
  };
};

const kernelFate = ({ workload }: DeviceLayer, { arithmetic }: KernelCost): string =>
  workload.kind === "vector" ? "a kernel of its own" : `a kernel, ${arithmetic}`;

const planKernel = (own: readonly DeviceLayer[], position: number, cost: KernelCost, gpu: Gpu): PlanKernel => {
  const { arithmetic, tiled = untiled, computeCycles, l2Cycles, dramCycles } = cost;
  const { tile, blocks, waves, splitK } = tiled;
  const isHead = position === 0;
  const cycles = { launchCycles: gpu.launchCycles, computeCycles, l2Cycles, dramCycles };
  return {
    arithmetic,
    fusedInto: isHead ? null : (own[0]?.name ?? ""),
    tile,
    blocks,
    waves,
    splitK,
    ...(isHead ? cycles : { launchCycles: 0, computeCycles: 0, l2Cycles: 0, dramCycles: 0 }),
  };
};

/** Of a stream, whose elements any number of blocks may share. */
const untiled = { tile: null, blocks: 0, waves: 0, splitK: 1 };

const energyOf = (
  { macs, scalarOperations, format, traffic }: LayerShare,
  latencyCycles: number,
  { energy, clockHz }: Gpu,
): PlanEnergy => {
  const dram = 8 * (traffic.dram.readBytes + traffic.dram.writtenBytes) * energy.dramPjPerBit;
  const l2 = 8 * (traffic.l2.readBytes + traffic.l2.writtenBytes) * energy.l2PjPerBit;
  const compute = format === undefined ? 0 : macs * (energy.macPj[format.name] ?? 0);
  const vector = scalarOperations * energy.scalarPj;
  const leakage = (latencyCycles * energy.idleWatts * 1e12) / clockHz;
  return {
    total: dram + l2 + compute + vector + leakage,
    perLevel: { DRAM: dram, L2: l2, compute, vector, network: 0, leakage },
    perTensor: Object.fromEntries(
      Object.entries(traffic.perTensor).map(([tensor, { l2: near, dram: far }]) => [
        tensor,
        8 * (far.readBytes + far.writtenBytes) * energy.dramPjPerBit +
          8 * (near.readBytes + near.writtenBytes) * energy.l2PjPerBit,
      ]),
    ),
  };
};

const bitsOf = ({ readBytes, writtenBytes }: LayerShare["traffic"]["l2"]) => ({
  readBits: 8 * readBytes,
  writtenBits: 8 * writtenBytes,
});

const accessesOf = ({ traffic }: LayerShare): PlanAccesses => ({
  perLevel: { DRAM: bitsOf(traffic.dram), L2: bitsOf(traffic.l2) },
  perTensor: Object.fromEntries(
    Object.entries(traffic.perTensor).map(([tensor, { l2, dram }]) => [tensor, { DRAM: bitsOf(dram), L2: bitsOf(l2) }]),
  ),
  fanOutBits: {},
});
