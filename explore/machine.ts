/** The machine that a network is compiled for: one accelerator, with the ends of the band of its costs. */
import type { PlanAccelerator, PlanLevel } from "../accelerators/plan.ts";
import type { Accelerator } from "../accelerators/targets.ts";
import {
  type Architecture,
  type Bandwidth,
  type FanOut,
  instancesOf,
  peCount,
  type StorageLevel,
  type VectorUnit,
} from "../mapping/architecture.ts";
import type { Precision } from "../mapping/workload.ts";

export interface Machine {
  /** Of the target, e.g. `npu-256`. */
  readonly name: string;
  /** The accelerator's name in the design. */
  readonly slot: string;
  readonly accelerator: Accelerator;
  /** The same machine with every cost at the low, and at the high end of its technology's band. */
  readonly band: { readonly low: Architecture; readonly high: Architecture };
  /** What its model leaves out, a sentence each. */
  readonly ignores: readonly string[];
  /** What float networks are taken to be quantized to. */
  readonly precision: Precision;
}

export const planAcceleratorOf = ({ slot, accelerator, ignores }: Machine): PlanAccelerator => {
  const { template, settings, technology, dram, architecture, area, sources } = accelerator;
  const instances = instancesOf(architecture);
  return {
    slot,
    template,
    parameters: { ...settings, dram },
    levels: architecture.levels.map((entry, i) => planLevelOf(entry, instances[i] ?? 1)),
    compute: {
      processingElements: peCount(architecture),
      skewCycles: architecture.compute.skew ?? 0,
      leakageWatts: architecture.compute.leakage,
      modes: architecture.compute.modes.map(({ weightBits, inputBits, energy, macsPerCycle }) => ({
        weightBits,
        activationBits: inputBits,
        energyPj: energy,
        macsPerCycle,
      })),
    },
    vectorUnit: planVectorUnitOf(architecture.vectorUnit),
    otherLeakageWatts: architecture.otherLeakage,
    areaMm2: {
      total: area.total,
      band: { low: area.low, high: area.high },
      breakdown: Object.fromEntries(area.breakdown.map(({ part, area: size }) => [part, size])),
    },
    clockHz: architecture.clock,
    technology,
    sources,
    ignores,
  };
};

const planVectorUnitOf = ({
  lanes,
  stages = 1,
  functionInterval = 1,
  level,
  bandwidth,
  operations,
}: VectorUnit): PlanAccelerator["vectorUnit"] => ({
  lanes,
  stages,
  functionInterval,
  level,
  bitsPerCycle: bandwidth,
  operations: operations.map(({ bits, energy }) => ({ bits, energyPj: energy })),
});

const planLevelOf = (
  { name, capacity, holds, bandwidth, access, leakage, exchange, fanOut }: StorageLevel,
  instances: number,
): PlanLevel => ({
  name,
  capacityBytes: capacity === "unlimited" ? null : capacity / 8,
  instances,
  holds,
  bandwidth: planBandwidthOf(bandwidth),
  wordBits: access.wordBits,
  readPjPerWord: access.read,
  writePjPerWord: access.write,
  leakageWatts: leakage,
  exchange: exchange === undefined ? null : { tensor: exchange.tensor, cyclesPerElement: exchange.cycles },
  fanOut: planFanOutOf(fanOut),
});

const planFanOutOf = ({ x, y, multicasts, reduces, sharesWindows, hopEnergy }: FanOut): PlanLevel["fanOut"] => ({
  x,
  y,
  multicasts,
  reduces,
  sharesWindows,
  hopPjPerBit: hopEnergy,
});

const planBandwidthOf = (bandwidth: Bandwidth): PlanLevel["bandwidth"] => {
  switch (bandwidth.kind) {
    case "unlimited":
      return null;
    case "shared":
      return { shared: true, readBitsPerCycle: bandwidth.total, writeBitsPerCycle: bandwidth.total };
    case "separate":
      return { shared: false, readBitsPerCycle: bandwidth.read, writeBitsPerCycle: bandwidth.write };
  }
};
