/** Units that a user may write behind a number, and the base unit to which each dimension converts. */

/** What is measured; two quantities compare only within one dimension. */
export type Dimension = "time" | "cycles" | "energy" | "area" | "power" | "storage" | "rate" | "ratio" | "count";

interface Unit {
  readonly dimension: Dimension;
  /** Base units in one of these. */
  readonly factor: number;
}

/** SI prefixes are powers of ten (`KB` is 1000 B, as `MB` is 10^6 B), IEC prefixes powers of two (IEC 80000-13). */
const units: Readonly<Record<string, Unit>> = {
  ns: { dimension: "time", factor: 1e-9 },
  us: { dimension: "time", factor: 1e-6 },
  ms: { dimension: "time", factor: 1e-3 },
  s: { dimension: "time", factor: 1 },
  cycles: { dimension: "cycles", factor: 1 },
  pJ: { dimension: "energy", factor: 1 },
  nJ: { dimension: "energy", factor: 1e3 },
  uJ: { dimension: "energy", factor: 1e6 },
  mJ: { dimension: "energy", factor: 1e9 },
  J: { dimension: "energy", factor: 1e12 },
  um2: { dimension: "area", factor: 1e-6 },
  mm2: { dimension: "area", factor: 1 },
  uW: { dimension: "power", factor: 1e-6 },
  mW: { dimension: "power", factor: 1e-3 },
  W: { dimension: "power", factor: 1 },
  B: { dimension: "storage", factor: 1 },
  KB: { dimension: "storage", factor: 1e3 },
  MB: { dimension: "storage", factor: 1e6 },
  GB: { dimension: "storage", factor: 1e9 },
  KiB: { dimension: "storage", factor: 2 ** 10 },
  MiB: { dimension: "storage", factor: 2 ** 20 },
  GiB: { dimension: "storage", factor: 2 ** 30 },
  "/s": { dimension: "rate", factor: 1 },
  "%": { dimension: "ratio", factor: 0.01 },
  "": { dimension: "count", factor: 1 },
};

export interface Measure {
  /** In the dimension's base unit: s, cycles, pJ, mm2, W, B, /s; a ratio is 0 to 1. */
  readonly value: number;
  /** In the unit as written. */
  readonly written: number;
  readonly dimension: Dimension;
  /** As written; empty for a bare number. */
  readonly unit: string;
}

/** Why a text is no measure. */
export type MeasureFault =
  | { readonly fault: "not-a-number"; readonly found: string }
  | { readonly fault: "unknown-unit"; readonly found: string };

/** Reads `20 ms`, `8e5 cycles`, `2mm2`, `75 %`; negative numbers are none, since no cost is negative. */
export const parseMeasure = (text: string): Measure | MeasureFault => {
  const match = /^((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(\S*)$/.exec(text.trim());
  const number = Number(match?.[1]);
  if (match === null || !Number.isFinite(number)) return { fault: "not-a-number", found: text.trim() };
  const unit = match[2] ?? "";
  const known = unitOf(unit);
  if (known === undefined) return { fault: "unknown-unit", found: unit };
  return { value: number * known.factor, written: number, dimension: known.dimension, unit };
};

/** How many `unit`s a value in base units makes; the inverse of what `parseMeasure` does. */
export const inUnit = (value: number, unit: string): number => value / (unitOf(unit)?.factor ?? 1);

/** Every unit of the dimension, smallest first. */
export const unitsOf = (dimension: Dimension): readonly string[] =>
  Object.keys(units).filter(unit => unit !== "" && unitOf(unit)?.dimension === dimension);

/** Every unit that can be written. */
export const unitNames: readonly string[] = Object.keys(units).filter(unit => unit !== "");

const unitOf = (unit: string): Unit | undefined => (Object.hasOwn(units, unit) ? units[unit] : undefined);
