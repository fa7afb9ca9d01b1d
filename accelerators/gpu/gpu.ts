/** A GPU in the units of the cost functions: bytes, cycles of its boost clock, picojoules. */
import { technologies } from "../technology/index.ts";
import { architectureOf, type GpuArchitecture, type GpuDevice } from "./device-table.ts";
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

export interface GpuEnergy {
  readonly idleWatts: number;
  readonly dramPjPerBit: number;
  readonly l2PjPerBit: number;
  /** Per multiply-accumulate, by format. */
  readonly macPj: Readonly<Partial<Record<FormatName, number>>>;
  /** Per operation of the CUDA cores. */
  readonly scalarPj: number;
  readonly sources: Readonly<Record<string, string>>;
}

const micron = "Micron and KyloLab's table of memories: GDDR6 7.5, GDDR6X 7.25 pJ/bit";
const graphicsMemories: Readonly<Record<string, { readonly value: number; readonly source: string }>> = {
  gddr6: { value: 7.5, source: micron },
  gddr6x: { value: 7.25, source: micron },
};

/** Reading a slice of an SRAM of 1 MiB and crossing a third of a large die: 0.22 pJ/bit (Jouppi et al., ISCA 2021) and about ten millimetres of wire. */
const l2PjPerBit = 1;

export const gpuFrom = (name: string, device: GpuDevice): Gpu => {
  const { specification, launch } = device;
  const architecture = architectureOf(device);
  const clockHz = specification.boostClockMhz * 1e6;
  const cuda =
    specification.densePeaks.fp32?.operationsPerMultiprocessorCycle ?? 2 * specification.cudaCoresPerMultiprocessor;
  return {
    name,
    device,
    architecture,
    clockHz,
    multiprocessors: specification.multiprocessors,
    formats: formatsOf(device, clockHz),
    scalarOperationsPerCycle: cuda,
    dramBytesPerCycle: (specification.memory.gigabytesPerSecond * 1e9) / clockHz,
    l2Bytes: specification.l2Mebibytes * 2 ** 20,
    launchCycles: Math.round(launch.microseconds * 1e-6 * clockHz),
    energy: energyOf(device, clockHz, architecture),
  };
};

/** Peaks that the maker states at another clock are brought to the boost clock, so that their time is right. */
const formatsOf = (
  { specification: { densePeaks, boostClockMhz } }: GpuDevice,
  _clockHz: number,
): readonly GpuFormat[] =>
  formatNames.flatMap(name => {
    const peak = densePeaks[name];
    if (peak === undefined) return [];
    const atBoost = (peak.operationsPerMultiprocessorCycle * peak.clockMhz) / boostClockMhz;
    return [
      { name, bits: storedBits[name], unit: peak.unit === "tensor" ? "tensor" : "cuda", macsPerCycle: atBoost / 2 },
    ];
  });

/**
 * Power is idle power and activity: what is left of the thermal design power when memory and L2 run at their full rates goes to
 * arithmetic at its peak, so that a kernel never exceeds it. Ignores: clocks that fall under load, leakage that grows with heat,
 * operands' values, and that makers set the limit for what they sell the board for.
 */
const energyOf = (
  { specification, idle }: GpuDevice,
  clockHz: number,
  { l2BytesPerCycle }: GpuArchitecture,
): GpuEnergy => {
  const { memory, multiprocessors, densePeaks, tdpWatts, cudaCoresPerMultiprocessor } = specification;
  const dram = dramEnergyOf(memory.kind);
  const dramWatts = memory.gigabytesPerSecond * 1e9 * 8 * dram.value * 1e-12;
  const l2Watts = l2BytesPerCycle * clockHz * 8 * l2PjPerBit * 1e-12;
  const arithmeticWatts = Math.max(0.25 * tdpWatts, tdpWatts - idle.watts - dramWatts - l2Watts);
  const pjEach = (operationsPerSecond: number): number => (arithmeticWatts * 1e12) / operationsPerSecond;
  return {
    idleWatts: idle.watts,
    dramPjPerBit: dram.value,
    l2PjPerBit,
    macPj: Object.fromEntries(
      Object.entries(densePeaks).map(([format, peak]) => [
        format,
        pjEach((multiprocessors * peak.operationsPerMultiprocessorCycle * peak.clockMhz * 1e6) / 2),
      ]),
    ),
    scalarPj: pjEach(multiprocessors * cudaCoresPerMultiprocessor * 2 * clockHz),
    sources: {
      "dram.energyPjPerBit": dram.source,
      "sram.energyPjPerBit":
        "0.22 pJ/bit of an SRAM of 1 MiB (Jouppi et al., ISCA 2021) and about ten millimetres of wire: 1 pJ/bit",
      "mac.energyPj": `what DRAM and L2 at their full rates leave of ${tdpWatts} W, over the format's dense peak`,
      "vectorOperation.energyPj": `the same, over the peak of the CUDA cores`,
      "leakage.idle": idle.source,
    },
  };
};

const dramEnergyOf = (kind: string): { readonly value: number; readonly source: string } => {
  const graphics = graphicsMemories[kind];
  if (graphics !== undefined) return graphics;
  const table: Readonly<
    Record<string, { readonly energyPjPerBit: { readonly value: number; readonly source: string } }>
  > = technologies["7nm"].dram;
  const found = table[kind];
  if (found === undefined) throw new RangeError(`no energy of ${kind}`);
  return found.energyPjPerBit;
};
