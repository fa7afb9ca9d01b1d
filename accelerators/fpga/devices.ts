/** FPGAs by name: what they have, what a shell takes of it, and where the numbers come from. */
import table from "./devices.json" with { type: "json" };
import type { Resources } from "./resources.ts";

export interface FpgaDevice {
  /** The part, such as `XC7Z020`. */
  readonly name: string;
  /** Shorter ways to write it. */
  readonly aliases: readonly string[];
  /** Boards that it is sold on. */
  readonly boards: readonly string[];
  readonly family: string;
  /** Six-input look-up tables; four-input ones on ECP5. */
  readonly lut: number;
  readonly ff: number;
  /** Blocks of 18 Kib. */
  readonly bram18: number;
  /** Blocks of 288 Kib. */
  readonly uram: number;
  readonly dsp: { readonly kind: DspKind; readonly count: number };
  /** Of the board's memory; null where it depends on the board. */
  readonly memoryGigabytesPerSecond: number | null;
  /** What the platform around the design takes, such as memory controllers; none on parts with a hard processor. */
  readonly shell: Resources;
  /** Where a specification gives no clock. */
  readonly defaultClockMhz: number;
  /** No block RAM or DSP slice of the part is specified for more. */
  readonly maximumClockMhz: number;
  readonly source: string;
  /** `checked` against a second source, or `from memory`. */
  readonly confidence: string;
}

export type DspKind = "DSP48E1" | "DSP48E2" | "DSP58" | "MULT18X18";

export const fpgaDevices = table as readonly FpgaDevice[];

export const fpgaDeviceNames: readonly string[] = fpgaDevices.map(({ name }) => name);

/** By its part number or an alias, whatever the case. */
export const fpgaNamed = (name: string): FpgaDevice | undefined => {
  const wanted = name.toLowerCase();
  return fpgaDevices.find(device => [device.name, ...device.aliases].some(each => each.toLowerCase() === wanted));
};

/** What is left beside the shell. */
export const capacityOf = ({ lut, ff, bram18, uram, dsp, shell }: FpgaDevice): Resources => ({
  lut: lut - shell.lut,
  ff: ff - shell.ff,
  bram18: bram18 - shell.bram18,
  uram: uram - shell.uram,
  dsp: dsp.count - shell.dsp,
});
