/** Pieces that templates are put together from: what a register, a bank or a wire of a technology costs. */
import type {
  AccessEnergy,
  Architecture,
  Bandwidth,
  FanOut,
  FanOutAxis,
  MacMode,
  StorageLevel,
} from "../mapping/architecture.ts";
import type { Dimension, TensorName } from "../mapping/workload.ts";
import {
  type Bits,
  type BitsPerCycle,
  type Picojoules,
  type PicojoulesPerBit,
  quantity,
  type SquareMm,
  type Watts,
} from "../support/quantity.ts";
import { lawAt, type Sourced, type Substrate, type Technology } from "./technology.ts";
import type { Area, Parameter } from "./template.ts";

/**
 * Fitted once to NVDLA's seven published areas (nvdla/doc primer: 32 to 2048 multipliers at 28 nm): what pipeline registers,
 * operand distribution, sequencing, DMA and decompression take beside the parts that the technology table prices, and
 * control, 0.3 mm² or so many multipliers of 159 µm², so that it shrinks as logic does.
 */
export const overheads = { datapath: 6.5, buffer: 1.9, controlMultipliers: 0.3e6 / 159 } as const;

/** Which end of the technology's bands is meant. */
export type End = "value" | "low" | "high";

const word = (wordBits: number, energyPjPerBit: number): AccessEnergy => ({
  wordBits,
  read: quantity<Picojoules>(wordBits * energyPjPerBit),
  write: quantity<Picojoules>(wordBits * energyPjPerBit),
});

/** Reads and writes cost the same. Ignores: sense amplifiers of unused columns, refresh, activation of DRAM rows. */
export const dramAccess = ({ technology, dram, dramEnergyPjPerBit }: Substrate): AccessEnergy =>
  word(64, dramEnergyPjPerBit ?? technology.dram[dram].energyPjPerBit.value);

export const sramAccess = ({ sram }: Technology, wordBits: number, bankKib: number): AccessEnergy =>
  word(wordBits, lawAt(sram.energyPjPerBit, bankKib));

export const registerAccess = ({ register }: Technology, wordBits: number): AccessEnergy =>
  word(wordBits, register.energyPjPerBit.value);

/** mm² of so many bits of memory in banks of that size. */
export const sramArea = ({ sram }: Technology, bits: number, bankKib: number, end: End): number =>
  (bits * lawAt(sram.areaUm2PerBit, bankKib, end)) / 1e6;

export const registerArea = ({ register }: Technology, bits: number, end: End): number =>
  (bits * register.areaUm2PerBit[end]) / 1e6;

export const leakageOf = (perUnit: Sourced, units: number): Watts => quantity<Watts>(perUnit.value * units);

/** Bytes per second as bits per cycle. */
export const linkBandwidth = (bytesPerSecond: number, clockHz: number): BitsPerCycle =>
  quantity<BitsPerCycle>((8 * bytesPerSecond) / clockHz);

/** A port that reads and writes so many bytes a cycle at once. */
export const eachWay = (bytesPerCycle: number): Bandwidth => {
  const rate = quantity<BitsPerCycle>(8 * bytesPerCycle);
  return { kind: "separate", read: rate, write: rate };
};

/** Wire over the pitch of one processing element, whose area has what the fits to published chips add. */
export const pitchHop = ({ wire }: Technology, peAreaMm2: number): PicojoulesPerBit =>
  quantity<PicojoulesPerBit>(wire.energyPjPerBitMm.value * Math.sqrt(peAreaMm2));

/** The parameters of clock and memory bus, which every template has. */
export const clockParameter = (hertz: number): Parameter => ({
  summary: "Clock, in hertz",
  default: hertz,
  minimum: 100_000_000,
  maximum: 2_000_000_000,
  grid: { step: 100_000_000 },
});

export const busParameter = (bytesPerSecond: number): Parameter => ({
  summary: "Memory bus, in bytes per second",
  default: bytesPerSecond,
  minimum: 500_000_000,
  maximum: 1_024_000_000_000,
  grid: { factor: 2 },
});

/** A number of instances, or of entries, in steps. */
export const countParameter = (summary: string, count: number, [minimum, maximum, step]: CountRange): Parameter => ({
  summary,
  default: count,
  minimum,
  maximum,
  grid: { step },
});
type CountRange = readonly [minimum: number, maximum: number, step: number];

/** The port between the buffer and what it feeds. */
export const portParameter = (bytesPerCycle: number, maximum: number): Parameter =>
  countParameter("Buffer to array, each way, in bytes per cycle", bytesPerCycle, [8, maximum, 8]);

/** The most square rows × columns of exactly that many, with no more rows than columns, both within limits. */
export const mostSquare = (
  count: number,
  [fewest, most]: CountRange,
): { readonly rows: number; readonly columns: number } | undefined => {
  if (!Number.isInteger(count) || count < fewest ** 2 || count > most ** 2) return undefined;
  let rows = Math.floor(Math.sqrt(count));
  while (count % rows !== 0) rows--;
  return rows < fewest || count / rows > most ? undefined : { rows, columns: count / rows };
};

const axis = (size: number, dimensions: readonly Dimension[]): FanOutAxis => ({ size, dimensions });

/** A bus that multicasts downwards and adds upwards. */
export const fanOut = (
  x: readonly [number, readonly Dimension[]],
  y: readonly [number, readonly Dimension[]],
  hopEnergy: PicojoulesPerBit,
): FanOut => ({
  x: axis(...x),
  y: axis(...y),
  multicasts: true,
  reduces: true,
  sharesWindows: false,
  hopEnergy,
});

export const noHop = quantity<PicojoulesPerBit>(0);

/** One instance below each instance above, right beside it. */
export const direct: FanOut = fanOut([1, []], [1, []], noHop);

/** One multiply-accumulate of these widths. */
export const macEnergy = (technology: Technology, weightBits: number, inputBits: number): Picojoules =>
  quantity<Picojoules>(lawAt(technology.mac.energyPj, weightBits * inputBits));

/** A multiplier of one width, one product a cycle. */
export const fixedMode = (technology: Technology, bits: number): MacMode => ({
  weightBits: bits,
  inputBits: bits,
  energy: macEnergy(technology, bits, bits),
  macsPerCycle: 1,
});

/** What stands beside any array: a vector unit of so many lanes, in pipelines of `stages`, on the memory bus, and the leakage of it and of control. */
export const besideArray = (
  { technology }: Substrate,
  lanes: number,
  { dramBandwidth, clock }: { readonly dramBandwidth: number; readonly clock: number },
  stages = 1,
): Pick<Architecture, "vectorUnit" | "otherLeakage"> => ({
  vectorUnit: { ...vectorUnitAtMemory(technology, lanes, linkBandwidth(dramBandwidth, clock)), stages },
  otherLeakage: leakageOf(
    technology.leakage.logicWattsPerMm2,
    controlArea(technology, "value") + overheads.datapath * vectorUnitArea(technology, lanes, "value"),
  ),
});

/** nv_full takes 16 elements a cycle to add and multiply, 4 to look up (nvdla/hw, spec: SDP_BS_THROUGHPUT, SDP_EW_THROUGHPUT); others by analogy. */
const functionInterval = 4;

/** Lanes beside the memory bus, which does not carry more for them. */
const vectorUnitAtMemory = (
  technology: Technology,
  lanes: number,
  bandwidth: BitsPerCycle,
): Architecture["vectorUnit"] => ({
  lanes,
  operations: [8, 16, 32].map(bits => ({
    bits,
    energy: quantity<Picojoules>(lawAt(technology.vectorOperation.energyPj, bits)),
  })),
  functionInterval,
  level: "DRAM",
  bandwidth,
});

/** mm² of so many lanes of 32 bits. */
export const vectorUnitArea = ({ vectorOperation }: Technology, lanes: number, end: End): number =>
  (lanes * lawAt(vectorOperation.areaUm2, 32, end)) / 1e6;

/** mm² of one multiplier with its adder. */
export const macArea = ({ mac }: Technology, weightBits: number, inputBits: number, end: End): number =>
  lawAt(mac.areaUm2, weightBits * inputBits, end) / 1e6;

/** mm² of sequencing and interfaces, whatever the size of the array. */
export const controlArea = (technology: Technology, end: End): number =>
  overheads.controlMultipliers * macArea(technology, 8, 8, end);

/** A memory on chip with one port as wide as what it feeds, unless a bandwidth is given. */
export const bufferLevel = (
  technology: Technology,
  { name, bytes, banks, wordBits, holds, bandwidth, fanOut: below }: BufferDescription,
): StorageLevel => ({
  name,
  capacity: quantity<Bits>(8 * bytes),
  holds,
  mustHold: holds,
  bandwidth: bandwidth ?? { kind: "unlimited" },
  access: sramAccess(technology, wordBits, bytes / banks / 1024),
  leakage: leakageOf(technology.leakage.sramWattsPerMib, bytes / 2 ** 20),
  fanOut: below,
});

export interface BufferDescription {
  readonly name: string;
  readonly bytes: number;
  readonly banks: number;
  readonly wordBits: number;
  readonly holds: readonly TensorName[];
  readonly bandwidth?: Bandwidth;
  readonly fanOut: FanOut;
}

/** mm² of such a memory, with the logic around it. */
export const bufferArea = (technology: Technology, bytes: number, banks: number, end: End): number =>
  overheads.buffer * sramArea(technology, 8 * bytes, bytes / banks / 1024, end);

/** The memory outside: holds everything, over one shared bus. */
export const dramLevel = (substrate: Substrate, bandwidth: BitsPerCycle, below: FanOut): StorageLevel => ({
  name: "DRAM",
  capacity: "unlimited",
  holds: ["weights", "inputs", "outputs"],
  mustHold: ["weights", "inputs", "outputs"],
  bandwidth: { kind: "shared", total: bandwidth },
  access: dramAccess(substrate),
  leakage: quantity<Watts>(0),
  fanOut: below,
});

/** Adds parts up at each end of the band; the breakdown is of the value itself. */
export const areaOf = (partsAt: (end: End) => Readonly<Record<string, number>>): Area => {
  const total = (end: End): SquareMm =>
    quantity<SquareMm>(Object.values(partsAt(end)).reduce((sum, part) => sum + part, 0));
  const breakdown = Object.entries(partsAt("value")).map(([part, area]) => ({ part, area: quantity<SquareMm>(area) }));
  return { total: total("value"), low: total("low"), high: total("high"), breakdown };
};
