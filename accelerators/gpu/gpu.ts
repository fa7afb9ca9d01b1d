/** A GPU in the units of the cost functions: bytes, cycles of its clock, picojoules. */
import { architectureOf, type GpuArchitecture, type GpuDevice } from "./device-table.ts";
import { energyOf, type GpuEnergy } from "./energy.ts";
import { type FormatName, formatNames, storedBits } from "./formats.ts";

export interface Gpu {
  readonly name: string;
  readonly device: GpuDevice;
  readonly architecture: GpuArchitecture;
  readonly clockHz: number;
  readonly multiprocessors: number;
  readonly formats: readonly GpuFormat[];
  /** Operations on 32-bit floats per cycle of a multiprocessor's CUDA cores; a multiply-accumulate is two. */
  readonly scalarOperationsPerCycle: number;
  readonly dramBytesPerCycle: number;
  readonly l2Bytes: number;
  readonly launchCycles: number;
  readonly energy: GpuEnergy;
}

export interface GpuFormat {
  readonly name: FormatName;
  readonly bits: number;
  readonly unit: "tensor" | "cuda";
  /** Multiply-accumulates per cycle of one multiprocessor. */
  readonly macsPerCycle: number;
}

/** @param clockShare of the boost clock; memory keeps its own. */
export const gpuFrom = (name: string, device: GpuDevice, clockShare = 1): Gpu => {
  const { specification, launch } = device;
  const clockHz = Math.round(specification.boostClockMhz * 1e6 * clockShare);
  return {
    name,
    device,
    architecture: architectureOf(device),
    clockHz,
    multiprocessors: specification.multiprocessors,
    formats: formatsOf(device),
    scalarOperationsPerCycle: 2 * specification.cudaCoresPerMultiprocessor,
    dramBytesPerCycle: (specification.memory.gigabytesPerSecond * 1e9) / clockHz,
    l2Bytes: specification.l2Mebibytes * 2 ** 20,
    launchCycles: Math.round(launch.microseconds * 1e-6 * clockHz),
    energy: energyOf(device, clockShare),
  };
};

/** Peaks that the maker states at another clock are brought to the boost clock, so that their time is right. */
const formatsOf = ({ specification: { densePeaks, boostClockMhz } }: GpuDevice): readonly GpuFormat[] =>
  formatNames.flatMap(name => {
    const peak = densePeaks[name];
    if (peak === undefined) return [];
    const atBoost = (peak.operationsPerMultiprocessorCycle * peak.clockMhz) / boostClockMhz;
    const unit = peak.unit === "tensor" ? "tensor" : "cuda";
    return [{ name, bits: storedBits[name], unit, macsPerCycle: atBoost / 2 }];
  });
