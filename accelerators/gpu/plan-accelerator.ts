/** A GPU in the words of the plan. */
import type { PlanAccelerator, PlanLevel } from "../plan.ts";
import type { Gpu } from "./gpu.ts";
import type { GpuFormat } from "./gpu.ts";

export interface PlannedGpu {
  readonly gpu: Gpu;
  readonly batch: number;
  /** Those that multiply, without doubles. */
  readonly formats: readonly GpuFormat[];
}

export const planGpu = ({ gpu, batch, formats }: PlannedGpu): PlanAccelerator => {
  const { name, device, energy, clockHz, multiprocessors } = gpu;
  const { specification, die } = device;
  return {
    slot: "gpu",
    template: "gpu",
    parameters: { device: name, batch, multiprocessors, tdpWatts: specification.tdpWatts },
    levels: [dramLevel(gpu), l2Level(gpu)],
    compute: {
      processingElements: multiprocessors,
      skewCycles: 0,
      leakageWatts: 0,
      modes: formats.map(({ name: format, bits, macsPerCycle }) => ({
        weightBits: bits,
        activationBits: bits,
        energyPj: energy.macPj[format] ?? 0,
        macsPerCycle,
      })),
    },
    vectorUnit: {
      lanes: multiprocessors * specification.cudaCoresPerMultiprocessor,
      stages: 1,
      functionInterval: specification.cudaCoresPerMultiprocessor / 16,
      level: "L2",
      bitsPerCycle: 8 * gpu.architecture.l2BytesPerCycle,
      operations: [{ bits: 32, energyPj: energy.scalarPj }],
    },
    otherLeakageWatts: energy.idleWatts,
    areaMm2: {
      total: die.squareMm,
      band: { low: die.squareMm, high: die.squareMm },
      breakdown: { die: die.squareMm },
    },
    clockHz,
    technology: die.process,
    sources: {
      ...energy.sources,
      specification: `${specification.source} (${specification.confidence})`,
      launch: `${device.launch.source} (${device.launch.confidence})`,
      "die area": `${die.source} (${die.confidence})`,
      efficiency: `shares of peaks that kernels of this generation reach, fitted ${gpu.architecture.fitted}`,
    },
    ignores,
  };
};

const ignores: readonly string[] = [
  "Clocks that fall when a board comes near its power or heat limit.",
  "What the host does: copies to and from the device, and the time until the first kernel starts.",
  "Kernels that run side by side.",
  "Sparsity, and other engines beside the GPU, such as the accelerators of Jetson modules.",
];

const fanOut = { x: { size: 1, dimensions: [] }, y: { size: 1, dimensions: [] } };
const wires = { ...fanOut, multicasts: false, reduces: false, sharesWindows: false, hopPjPerBit: 0 };
const everything = ["weights", "inputs", "outputs"];

const levelOf = (
  name: string,
  capacityBytes: number,
  bytesPerCycle: number,
  { pjPerBit, shared }: { readonly pjPerBit: number; readonly shared: boolean },
): PlanLevel => ({
  name,
  capacityBytes,
  instances: 1,
  holds: everything,
  bandwidth: { shared, readBitsPerCycle: 8 * bytesPerCycle, writeBitsPerCycle: 8 * bytesPerCycle },
  wordBits: 256,
  readPjPerWord: 256 * pjPerBit,
  writePjPerWord: 256 * pjPerBit,
  leakageWatts: 0,
  exchange: null,
  fanOut: wires,
});

const dramLevel = ({ device, dramBytesPerCycle, energy }: Gpu): PlanLevel =>
  levelOf("DRAM", device.specification.memory.gibibytes * 2 ** 30, dramBytesPerCycle, {
    pjPerBit: energy.dramPjPerBit,
    shared: true,
  });

const l2Level = ({ l2Bytes, architecture, energy }: Gpu): PlanLevel =>
  levelOf("L2", l2Bytes, architecture.l2BytesPerCycle, { pjPerBit: energy.l2PjPerBit, shared: true });
