/** Pieces that templates are put together from: what a register, a bank or a wire of a technology costs. */
import type { AccessEnergy, FanOut, FanOutAxis, StorageLevel } from "../mapping/architecture.ts";
import type { Dimension } from "../mapping/workload.ts";
import {
  type BitsPerCycle,
  type Picojoules,
  type PicojoulesPerBit,
  quantity,
  type SquareMm,
  type Watts,
} from "../support/quantity.ts";
import { lawAt, type Sourced, type Substrate, type Technology } from "./technology.ts";
import type { Area } from "./template.ts";

/** Which end of the technology's bands is meant. */
export type End = "value" | "low" | "high";

const word = (wordBits: number, energyPjPerBit: number): AccessEnergy => ({
  wordBits,
  read: quantity<Picojoules>(wordBits * energyPjPerBit),
  write: quantity<Picojoules>(wordBits * energyPjPerBit),
});

/** Reads and writes cost the same. Ignores: sense amplifiers of unused columns, refresh, activation of DRAM rows. */
export const dramAccess = ({ technology, dram }: Substrate): AccessEnergy =>
  word(64, technology.dram[dram].energyPjPerBit.value);

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

/** Wire over the pitch of one processing element. */
export const pitchHop = ({ wire }: Technology, peAreaMm2: number): PicojoulesPerBit =>
  quantity<PicojoulesPerBit>(wire.energyPjPerBitMm.value * Math.sqrt(peAreaMm2));

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
