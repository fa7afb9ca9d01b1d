/** Networks at the highest clock at which their average power keeps to the limit. */
import type { DeviceNetwork } from "../device.ts";
import type { GpuDevice } from "./device-table.ts";
import type { FormatName } from "./formats.ts";
import { type Gpu, gpuFrom } from "./gpu.ts";
import { type GpuNetworkRun, runNetwork } from "./run-network.ts";

export interface SustainedRun {
  readonly gpu: Gpu;
  readonly runs: readonly GpuNetworkRun[];
}

/** Clocks are tried in this many equal steps down from the boost clock, as boards have them: about 1 % each. */
const steps = 64;

/**
 * Every network alone, back to back, keeps the limit: the hungriest sets the clock. Ignores: limits by heat, and boards that are set to less
 * than their makers allow.
 */
export const sustainedRun = (
  name: string,
  device: GpuDevice,
  networks: readonly DeviceNetwork[],
  formats: readonly FormatName[],
): SustainedRun => {
  const at = (step: number): SustainedRun => {
    const gpu = gpuFrom(name, device, 1 - step / (steps + 16));
    return { gpu, runs: networks.map(network => runNetwork(network, gpu, formats)) };
  };
  const isWithin = ({ gpu, runs }: SustainedRun): boolean =>
    runs.every(run => wattsOf(run, gpu) <= device.specification.tdpWatts);
  const boost = at(0);
  if (isWithin(boost)) return boost;
  // Power falls with the clock.
  let [low, high] = [0, steps];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isWithin(at(middle))) high = middle;
    else low = middle;
  }
  return at(high);
};

const wattsOf = ({ run }: GpuNetworkRun, { clockHz }: Gpu): number => {
  const picojoules = run.layers.reduce((sum, layer) => sum + ("misfit" in layer ? 0 : layer.energyPj.total), 0);
  return run.latencyCycles === 0 ? 0 : (picojoules * 1e-12 * clockHz) / run.latencyCycles;
};
