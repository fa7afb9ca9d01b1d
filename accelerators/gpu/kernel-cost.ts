/** What a kernel takes: its launch, then the longest of arithmetic, L2 and the memory outside. */
import { type Contraction, elementsOf, macsOf, type Workload } from "../../mapping/workload.ts";
import type { DeviceLayer } from "../device.ts";
import type { Gpu, GpuFormat } from "./gpu.ts";
import { productOf } from "./product.ts";
import { bestTile, type TiledCost, tilesTried } from "./tile.ts";
import { addTraffic, noTraffic, type Traffic } from "./traffic.ts";

export interface KernelCost {
  /** `fp16 on tensor cores`. */
  readonly arithmetic: string;
  readonly tiled: Pick<TiledCost, "tile" | "splitK" | "blocks" | "waves"> | undefined;
  readonly computeCycles: number;
  readonly l2Cycles: number;
  readonly dramCycles: number;
  /** With the launch; whole. */
  readonly latencyCycles: number;
  readonly bound: string;
  /** Per layer of the kernel. */
  readonly layers: readonly LayerShare[];
  /** Tiles and splits that were compared. */
  readonly considered: number;
}

/** What of a kernel is one layer's. */
export interface LayerShare {
  readonly macs: number;
  readonly scalarOperations: number;
  readonly format: GpuFormat | undefined;
  readonly traffic: Traffic;
}

/** Where tensors lie when a kernel wants them. */
export interface Residency {
  /** True for what is still in L2 since its writer, or never left it. */
  readonly isNear: (bytes: number) => boolean;
  /** True where all weights stay in L2 from run to run. */
  readonly areWeightsNear: boolean;
}

/**
 * Ignores: kernels that overlap, blocks that start before the kernel before has ended, atomics, cache lines that are fetched for a part.
 * @param formatOf the format that multiplies a layer's operands.
 */
export const kernelCost = (
  layers: readonly DeviceLayer[],
  gpu: Gpu,
  formatOf: (contraction: Contraction) => GpuFormat,
  residency: Residency,
): KernelCost => {
  const products = layers.map(layer => productCost(layer, gpu, formatOf, residency));
  const shares = layers.map((layer, position) => shareOf(layer, products[position], { layers, position, residency }));
  const traffic = shares.reduce((sum, share) => addTraffic(sum, share.traffic), noTraffic);
  const head = products.find(product => product !== undefined);
  const scalar = scalarCycles(shares, layers, gpu);
  const computeCycles =
    products.reduce((sum, product) => sum + (product?.tiled?.computeCycles ?? product?.cudaCycles ?? 0), 0) + scalar;
  const l2Cycles =
    (traffic.l2.readBytes + traffic.l2.writtenBytes) / supplyOf(head?.tiled, gpu) + gpu.architecture.blockCycles;
  const reach = head?.tiled?.reach ?? 1;
  const dramRate = gpu.dramBytesPerCycle * gpu.architecture.dramEfficiency * reach;
  const dramCycles = (traffic.dram.readBytes + traffic.dram.writtenBytes) / dramRate + gpu.architecture.blockCycles;
  const busy = Math.max(computeCycles, l2Cycles, dramCycles);
  return {
    arithmetic:
      head === undefined
        ? "fp32 on CUDA cores"
        : `${head.format.name} on ${head.tiled === undefined || head.format.unit === "cuda" ? "CUDA" : "tensor"} cores`,
    tiled: head?.tiled,
    computeCycles,
    l2Cycles,
    dramCycles,
    latencyCycles: Math.ceil(gpu.launchCycles + busy),
    bound: boundOf({ computeCycles, l2Cycles, dramCycles }, busy, gpu, head !== undefined),
    layers: shares,
    considered: products.reduce((sum, product) => sum + (product === undefined ? 0 : tilesTried + 1), 0) || 1,
  };
};

const boundOf = (
  { computeCycles, l2Cycles }: Pick<KernelCost, "computeCycles" | "l2Cycles" | "dramCycles">,
  busy: number,
  { launchCycles, architecture }: Gpu,
  multiplies: boolean,
): string => {
  if (launchCycles + architecture.blockCycles >= busy - architecture.blockCycles) return "launch";
  if (busy === computeCycles) return multiplies ? "compute" : "vector";
  return busy === l2Cycles ? "L2" : "DRAM";
};

/** What L2 gives: few blocks cannot ask for all of it. */
const supplyOf = (tiled: TiledCost | undefined, { architecture, multiprocessors }: Gpu): number =>
  tiled === undefined
    ? architecture.l2BytesPerCycle
    : Math.min(
        architecture.l2BytesPerCycle,
        Math.min(tiled.blocks, multiprocessors) * architecture.multiprocessorBytesPerCycle,
      );

interface ProductCost {
  readonly format: GpuFormat;
  /** Undefined where CUDA cores do it directly. */
  readonly tiled: TiledCost | undefined;
  readonly cudaCycles: number;
}

/** Tensor cores or, where groups leave them little to do, a direct kernel on CUDA cores, whichever is faster. */
const productCost = (
  { workload, reads }: DeviceLayer,
  gpu: Gpu,
  formatOf: (contraction: Contraction) => GpuFormat,
  residency: Residency,
): ProductCost | undefined => {
  if (workload.kind === "vector") return undefined;
  const format = formatOf(workload);
  const { stepCycles, farStepCycles } = gpu.architecture;
  const isNear = areWeightsNear(workload, reads, residency);
  const tiled = bestTile(productOf(workload, format), gpu, format, isNear ? stepCycles : farStepCycles);
  const rate = gpu.multiprocessors * (gpu.scalarOperationsPerCycle / 2) * gpu.architecture.cudaEfficiency * directShare;
  const cudaCycles = macsOf(workload) / rate + gpu.architecture.blockCycles;
  const isDirect = workload.bounds.G > 1 && cudaCycles < Math.max(tiled.computeCycles, tiled.l2Cycles);
  return { format, tiled: isDirect ? undefined : tiled, cudaCycles };
};

const areWeightsNear = (workload: Contraction, reads: DeviceLayer["reads"], residency: Residency): boolean =>
  reads.some(({ role, tensor }) => role === "weights" && tensor !== undefined)
    ? residency.isNear((elementsOf(workload, "weights") * workload.bits.weights) / 8)
    : residency.areWeightsNear;

/** Of the CUDA cores' rate that direct convolutions reach: loads and index arithmetic take the rest. */
const directShare = 0.5;

/** Elementary functions run on special units, a quarter of a multiply's rate on 16 lanes per multiprocessor. */
const functionLanes = 16;

const scalarCycles = (shares: readonly LayerShare[], layers: readonly DeviceLayer[], gpu: Gpu): number => {
  const { multiprocessors, scalarOperationsPerCycle, architecture } = gpu;
  const operations = shares.reduce((sum, share) => sum + share.scalarOperations, 0);
  const functions = layers.reduce((sum, { workload }) => sum + functionsOf(workload), 0);
  return (
    operations / (multiprocessors * (scalarOperationsPerCycle / 2) * architecture.cudaEfficiency) +
    functions / (multiprocessors * functionLanes)
  );
};

/** One for each result where there are any. */
const functionsOf = (workload: Workload): number => {
  if (workload.kind === "vector") return workload.hasFunctions === true ? workload.outputElements : 0;
  return workload.epilogue.hasFunctions === true ? elementsOf(workload, "outputs") : 0;
};

interface Place {
  readonly layers: readonly DeviceLayer[];
  readonly position: number;
  readonly residency: Residency;
}

const shareOf = (layer: DeviceLayer, product: ProductCost | undefined, place: Place): LayerShare => {
  const { workload } = layer;
  const scalarOperations =
    workload.kind === "vector"
      ? workload.operations
      : workload.epilogue.operationsPerOutput * elementsOf(workload, "outputs");
  return {
    macs: workload.kind === "contraction" ? macsOf(workload) : 0,
    scalarOperations,
    format: product?.format,
    traffic: trafficOf(layer, product, place),
  };
};

/** What a layer moves: not what a layer of the same kernel hands it or takes from it. */
const trafficOf = (
  layer: DeviceLayer,
  product: ProductCost | undefined,
  { layers, position, residency }: Place,
): Traffic => {
  const { workload, reads, writes } = layer;
  const inside = new Set(layers.slice(0, position).flatMap(each => each.writes.map(({ tensor }) => tensor)));
  const isLast = position === layers.length - 1;
  const isPlaced = workload.kind === "vector" && workload.operation === "concat" && position > 0;
  if (isPlaced) return noTraffic;
  const written =
    isLast || (layers[position + 1]?.workload.kind === "vector" && isConcat(layers[position + 1]))
      ? writes.reduce((sum, { bits }) => sum + bits / 8, 0)
      : 0;
  const out = movement("outputs", 0, written, residency.isNear(written));
  if (workload.kind === "vector") {
    const parts = reads
      .filter(({ tensor }) => tensor === undefined || !inside.has(tensor))
      .map(({ bits = 0, tensor }) =>
        movement(
          position === 0 ? "inputs" : "epilogue",
          bits / 8,
          0,
          tensor !== undefined && residency.isNear(bits / 8),
        ),
      );
    return [out, ...parts].reduce(addTraffic);
  }
  return [out, ...contractionReads(workload, reads, { inside, product, residency })].reduce(addTraffic);
};

const isConcat = (layer: DeviceLayer | undefined): boolean =>
  layer?.workload.kind === "vector" && layer.workload.operation === "concat";

interface Reading {
  readonly inside: ReadonlySet<string>;
  readonly product: ProductCost | undefined;
  readonly residency: Residency;
}

const contractionReads = (
  workload: Contraction,
  reads: DeviceLayer["reads"],
  { inside, product, residency }: Reading,
): readonly Traffic[] => {
  const { epilogue } = workload;
  const read = (role: string): DeviceLayer["reads"][number] | undefined => reads.find(each => each.role === role);
  const isInside = (role: string): boolean => inside.has(read(role)?.tensor ?? "");
  const inputs = (elementsOf(workload, "inputs") * workload.bits.inputs) / 8;
  const weights = (elementsOf(workload, "weights") * workload.bits.weights) / 8;
  const first = {
    inputBytes: inputs,
    weightBytes: weights,
    l2Bytes: 0,
    ...product?.tiled,
  };
  const outputs = (elementsOf(workload, "outputs") * workload.bits.outputs) / 8;
  const beside = epilogue.operands.reduce((sum, { elements, bits }) => sum + (elements * bits) / 8, 0);
  const parts: Traffic[] = [];
  if (!isInside("inputs")) parts.push(movement("inputs", first.inputBytes, 0, residency.isNear(inputs)));
  if (!isInside("weights"))
    parts.push(movement("weights", first.weightBytes, 0, areWeightsNear(workload, reads, residency)));
  // Tiles come again and again from L2; what they bring first was counted above.
  const again = Math.max(0, first.l2Bytes - first.inputBytes - first.weightBytes - outputs);
  parts.push(movement("inputs", again, 0, true), movement("epilogue", beside, 0, residency.isNear(beside)));
  return parts;
};

/** All that moves crosses L2; what is not near comes from outside, or goes there. */
const movement = (tensor: string, readBytes: number, writtenBytes: number, isNear: boolean): Traffic => {
  const l2 = { readBytes, writtenBytes };
  const dram = isNear ? { readBytes: 0, writtenBytes: 0 } : l2;
  return { l2, dram, perTensor: { [tensor]: { l2, dram } } };
};
