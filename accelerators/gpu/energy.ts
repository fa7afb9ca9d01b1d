/** What a GPU's parts take, and the clock at which they keep to its power limit. */
import { technologies } from "../technology/index.ts";
import type { GpuDevice } from "./device-table.ts";
import { type FormatName, formatNames } from "./formats.ts";

export interface GpuEnergy {
  readonly idleWatts: number;
  readonly dramPjPerBit: number;
  readonly l2PjPerBit: number;
  /** Per multiply-accumulate, by format, with all that feeds it in the multiprocessor. */
  readonly macPj: Readonly<Record<FormatName, number>>;
  /** Per operation of the CUDA cores. */
  readonly scalarPj: number;
  readonly sources: Readonly<Record<string, string>>;
}

/**
 * At 7 nm and the clock of an A100. Its boards reach 400 W in half-float products at 290 T/s, and about 300 W in single precision on CUDA cores:
 * what idling, memory and L2 leave of that over the rate. Eight bits take two thirds of sixteen, 19 bits of TF32 on its 32 bits twice.
 */
const macPjAt7nm = { fp32: 22, tf32: 3.6, fp16: 1.8, bf16: 1.8, fp8: 1.2, int8: 1.2 } as const satisfies Record<
  FormatName,
  number
>;
const scalarPjAt7nm = 11;
/** A slice of an SRAM of 1 MiB, 0.22 pJ/bit (Jouppi et al., ISCA 2021), and about ten millimetres of wire. */
const l2PjPerBitAt7nm = 1;

/** Against TSMC's 7 nm, by what foundries say of power at equal speed and Stillmaker and Baas (2017), which lie up to twofold apart. */
const processFactors: Readonly<Record<string, number>> = {
  "TSMC 4N": 0.6,
  "TSMC N7": 1,
  "Samsung 8N": 1.25,
  "TSMC 12FFN": 1.8,
  "TSMC 20SoC": 3,
};

const micron = "Micron's figures in KyloLab's table of memories";
const graphicsMemories: Readonly<Record<string, { readonly value: number; readonly source: string }>> = {
  gddr6: { value: 7.5, source: micron },
  gddr6x: { value: 7.25, source: micron },
};

/**
 * Dynamic power falls with the clock and the square of a voltage that follows three quarters of the clock's change: energy per operation by the
 * 1.5th power. (An A100 of 300 W instead of 400 runs BERT at 0.88 of the rate: its dynamic power falls with the 2.6th.)
 */
const voltageExponent = 1.5;

const referenceHz = 1.41e9;

/** @param clockShare of the boost clock. */
export const energyOf = ({ specification, idle, die }: GpuDevice, clockShare: number): GpuEnergy => {
  const dram = dramEnergyOf(specification.memory.kind);
  const process = processFactors[die.process] ?? 1;
  const clockHz = specification.boostClockMhz * 1e6 * clockShare;
  const scale = process * (clockHz / referenceHz) ** voltageExponent;
  const scaling = `; ${process} times for ${die.process}, and for ${(clockHz / 1e9).toFixed(2)} GHz by the voltage that it needs`;
  const calibrated = `calibrated on the A100's power in products at its full rates${scaling}`;
  return {
    idleWatts: idle.watts,
    dramPjPerBit: dram.value,
    l2PjPerBit: l2PjPerBitAt7nm * scale,
    macPj: Object.fromEntries(formatNames.map(name => [name, macPjAt7nm[name] * scale])) as Record<FormatName, number>,
    scalarPj: scalarPjAt7nm * scale,
    sources: {
      "dram.energyPjPerBit": dram.source,
      "sram.energyPjPerBit": `0.22 pJ/bit of an SRAM of 1 MiB (Jouppi et al., ISCA 2021) and about ten millimetres of wire${scaling}`,
      "mac.energyPj": calibrated,
      "vectorOperation.energyPj": calibrated,
      "leakage.idle": `${idle.source} (${idle.confidence})`,
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
