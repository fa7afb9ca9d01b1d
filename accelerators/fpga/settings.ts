/** What a design may take of an FPGA, and how its parts stand in a plan, whatever the style. */
import type { DeviceDemands } from "../device.ts";
import type { PlanAccelerator } from "../plan.ts";
import { capacityOf, type FpgaDevice } from "./devices.ts";
import { type ResourceName, resourceNames, type Resources } from "./resources.ts";

export interface FpgaSettings {
  readonly device: FpgaDevice;
  readonly clockHz: number;
  /** Which share of each resource may be used, 0 to 1; all of it where absent. Block RAMs as `bram`. */
  readonly utilization: Readonly<Partial<Record<"lut" | "ff" | "bram" | "uram" | "dsp", number>>>;
}

const namesInSpecs: Readonly<Record<ResourceName, "lut" | "ff" | "bram" | "uram" | "dsp">> = {
  lut: "lut",
  ff: "ff",
  bram18: "bram",
  uram: "uram",
  dsp: "dsp",
};

/** Of what is left beside the shell, the share that may be used. */
export const shareOf = ({ device, utilization }: FpgaSettings): Resources => {
  const capacity = capacityOf(device);
  const whole = (name: ResourceName): number => Math.floor(capacity[name] * (utilization[namesInSpecs[name]] ?? 1));
  return { lut: whole("lut"), ff: whole("ff"), bram18: whole("bram18"), uram: whole("uram"), dsp: whole("dsp") };
};

/** The same, and within limits on resources. */
export const budgetOf = (settings: FpgaSettings, { limits }: DeviceDemands): Resources => {
  const share = shareOf(settings);
  const least = (name: ResourceName): number => {
    const bounds = limits
      .filter(({ metric, relation }) => metric === namesInSpecs[name] && relation === "<=")
      .map(({ bound }) => Math.floor(name === "bram18" ? 2 * bound : bound));
    return Math.min(share[name], ...bounds);
  };
  return { lut: least("lut"), ff: least("ff"), bram18: least("bram18"), uram: least("uram"), dsp: least("dsp") };
};

/** Resources that are to be small. */
export const resourceGoals = ({ goals }: DeviceDemands): readonly ResourceName[] =>
  resourceNames.filter(name =>
    goals.some(({ metric, direction }) => direction === "minimize" && metric === namesInSpecs[name]),
  );

/** The board's memory at the clock; 0 where it is not known. */
export const memoryBitsPerCycle = ({ device, clockHz }: FpgaSettings): number =>
  ((device.memoryGigabytesPerSecond ?? 0) * 8e9) / clockHz;

export const planResources = (settings: FpgaSettings, used: Resources): NonNullable<PlanAccelerator["resources"]> => {
  const budget = shareOf(settings);
  const available = capacityOf(settings.device);
  return resourceNames
    .filter(name => available[name] > 0 || used[name] > 0)
    .map(name => ({ name, used: used[name], budget: budget[name], available: available[name] }));
};

/** What nobody states of an FPGA, and why. */
export const unpriced = ["energyPj", "powerWatts"].map(metric => ({
  metric,
  reason: "no energy per operation is published for the device: take its power from the vendor's estimator",
}));
