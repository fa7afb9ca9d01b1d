/** Numbers as a page writes them: those of the screen, with the letters that terminals may lack. */
import type { PlanBand } from "../../accelerators/plan.ts";
import { formatWhole, threeDigits } from "../../support/digits.ts";
import { fitting, formatRange, formatScaled, type Scaled } from "../summary/format.ts";
import type { FullCell } from "./content.ts";

/** `13.2 µs`, `1.72 mm²`. */
export const scaled = (value: number, kind: Scaled): string => typeset(formatScaled(value, kind));

export const scaledRange = (band: PlanBand, estimate: number, kind: Scaled): string =>
  typeset(formatRange(band, estimate, kind));

/** Units of the plan as a page writes them. */
export const typeset = (text: string): string => text.replaceAll(/\bu(?=[sJWm]\b)/g, "µ").replaceAll(/\bmm2\b/g, "mm²");

/** A cell that sorts by its number in base units. */
export const scaledCell = (value: number, kind: Scaled): FullCell => ({ text: scaled(value, kind), value });

export const wholeCell = (value: number): FullCell => ({ text: formatWhole(value), value });

export const digitsCell = (value: number): FullCell => ({ text: threeDigits(value), value });

/** In per cent; the value is the share. */
export const shareCell = (share: number): FullCell => ({ text: sharePercent(share), value: share });

/** One digit behind the point below ten: `3.4 %`. */
export const sharePercent = (share: number): string => {
  const percent = 100 * share;
  if (percent !== 0 && Math.abs(percent) < 0.1) return "<0.1 %";
  return `${Math.abs(percent) < 10 ? percent.toFixed(1) : formatWhole(percent)} %`;
};

/** The unit that fits the largest of the values, and what to divide by: for axes of charts. */
export const axisUnit = (largest: number, kind: Scaled): { readonly unit: string; readonly factor: number } => {
  const { unit, factor } = fitting(largest, kind);
  return { unit: typeset(unit), factor };
};
