/** An FPGA with a design on it, in the words of the plan. */
import type { PlanAccelerator } from "../plan.ts";
import type { Resources } from "./resources.ts";
import { type FpgaSettings, memoryBitsPerCycle, planResources } from "./settings.ts";

/** What the style says of the design. */
export interface PlannedStyle {
  readonly template: string;
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly ignores: readonly string[];
  readonly sources: Readonly<Record<string, string>>;
  /** Multipliers. */
  readonly processingElements: number;
}

/** @param used shell apart. */
export const planAcceleratorOf = (settings: FpgaSettings, used: Resources, style: PlannedStyle): PlanAccelerator => {
  const { device, clockHz } = settings;
  return {
    slot: "fpga",
    template: style.template,
    parameters: { device: device.name, ...style.parameters },
    levels: ["DRAM", "on chip"].map(name => levelOf(name, memoryBitsPerCycle(settings))),
    compute: { processingElements: style.processingElements, skewCycles: 0, leakageWatts: 0, modes: [] },
    vectorUnit: { lanes: 0, stages: 1, functionInterval: 1, level: "on chip", bitsPerCycle: 0, operations: [] },
    otherLeakageWatts: 0,
    areaMm2: null,
    resources: planResources(settings, used),
    clockHz,
    technology: device.family,
    sources: { device: `${device.source} (${device.confidence})`, ...style.sources },
    ignores: style.ignores,
  };
};

const single = { size: 1, dimensions: [] };

const levelOf = (name: string, bits: number): PlanAccelerator["levels"][number] => ({
  name,
  capacityBytes: null,
  instances: 1,
  holds: ["weights", "inputs", "outputs"],
  bandwidth: name === "DRAM" && bits > 0 ? { shared: true, readBitsPerCycle: bits, writeBitsPerCycle: bits } : null,
  wordBits: 64,
  readPjPerWord: 0,
  writePjPerWord: 0,
  leakageWatts: 0,
  exchange: null,
  fanOut: { x: single, y: single, multicasts: true, reduces: true, sharesWindows: false, hopPjPerBit: 0 },
});
