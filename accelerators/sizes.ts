/** The sizes that every accelerator has, whatever its template: specifications and searches speak of these. */
import type { Diagnostic } from "../support/diagnostic.ts";
import { noSuchArray } from "./messages.ts";
import { type AcceleratorTemplate, type Settings, settingFaults, settingsOf } from "./template.ts";

/** What is not given keeps the template's default. */
export interface Sizes {
  /** Multipliers; of `bitserial`, as many lanes as do one product of 8 bits by 8 a cycle. */
  readonly pes?: number;
  /** The buffer that all elements share, in bytes. What lies in the elements themselves is the template's. */
  readonly buffer?: number;
  /** Between that buffer and the array, each way, in bytes per cycle. */
  readonly bandwidth?: number;
  /** In hertz. */
  readonly clock?: number;
  /** In bytes per second. */
  readonly dramBandwidth?: number;
  /** Of the widest operand that is to run; without effect on templates of one width. */
  readonly operandBits?: number;
}

/** `settings` are complete; they may be built where there are no faults. */
export interface SizedSettings {
  readonly settings: Settings;
  readonly faults: readonly Diagnostic[];
}

/** The template's own settings for these sizes: the array of exactly `pes` elements as the template arranges them, the rest by name. */
export const settingsOfSizes = (template: AcceleratorTemplate, sizes: Sizes): SizedSettings => {
  const { pes, operandBits, ...others } = sizes;
  const array = pes === undefined ? {} : template.arrange(pes);
  const width = "operandBits" in template.parameters ? { operandBits: wordFor(operandBits) } : {};
  const given = Object.fromEntries(
    Object.entries({ ...array, ...width, ...others }).filter(
      (entry): entry is [string, number] => entry[1] !== undefined,
    ),
  );
  const faults = settingFaults(template, given);
  const missing =
    pes === undefined || array !== undefined ? [] : [noSuchArray(template.name, pes, nearest(template, pes))];
  return { settings: settingsOf(template, given), faults: [...missing, ...faults] };
};

/** Multipliers come in 8 or 16 bits. */
const wordFor = (bits: number | undefined): number | undefined => (bits === undefined ? undefined : bits <= 8 ? 8 : 16);

/** Of the largest array of any template. */
const mostElements = 2 ** 18;

/** The next smaller and the next larger array that there is. */
const nearest = (template: AcceleratorTemplate, pes: number): readonly number[] => {
  const below = Number.isNaN(pes) ? 0 : Math.max(0, Math.min(Math.floor(pes), mostElements));
  return [firstFrom(below, -1, template), firstFrom(below + 1, 1, template)].filter(size => size !== undefined);
};

const firstFrom = (start: number, step: 1 | -1, template: AcceleratorTemplate): number | undefined => {
  for (let count = start; count >= 1 && count <= mostElements; count += step)
    if (template.arrange(count) !== undefined) return count;
  return undefined;
};
