/** Units that a user may write behind a number, and the base unit to which each dimension converts. */

/** What is measured; two quantities compare only within one dimension. */
export type Dimension =
  | "time"
  | "cycles"
  | "energy"
  | "energy per bit"
  | "energy times delay"
  | "area"
  | "power"
  | "storage"
  | "bits"
  | "bandwidth"
  | "bandwidth per cycle"
  | "frequency"
  | "rate"
  | "ratio"
  | "decibels"
  | "count";

interface Unit {
  readonly dimension: Dimension;
  /** One of these is `10 ^ tens · 2 ^ twos` base units. */
  readonly tens: number;
  readonly twos: number;
}
type Units = Readonly<Record<string, Unit>>;

/** Exponents of ten. Bytes are written with a capital kilo, as data sheets do. */
const si = { f: -15, p: -12, n: -9, u: -6, m: -3, "": 0, k: 3, K: 3, M: 6, G: 9, T: 12 } as const;
/** Exponents of two (IEC 80000-13). */
const iec = { Ki: 10, Mi: 20, Gi: 30, Ti: 40 } as const;

const unitOfSize = (dimension: Dimension, tens = 0, twos = 0): Unit => ({ dimension, tens, twos });

/** The unit with each of the prefixes; one with the prefix `base` is the base unit. */
const scaled = (
  dimension: Dimension,
  symbol: string,
  prefixes: readonly (keyof typeof si)[],
  base: keyof typeof si = "",
): Units =>
  Object.fromEntries(prefixes.map(prefix => [`${prefix}${symbol}`, unitOfSize(dimension, si[prefix] - si[base])]));

const binary = (dimension: Dimension, symbol: string, prefixes: readonly (keyof typeof iec)[]): Units =>
  Object.fromEntries(prefixes.map(prefix => [`${prefix}${symbol}`, unitOfSize(dimension, 0, iec[prefix])]));

/** SI prefixes are powers of ten (`KB` is 1000 B, as `MB` is 10^6 B), IEC prefixes powers of two. */
const units: Units = {
  ...scaled("time", "s", ["n", "u", "m", ""]),
  cycles: unitOfSize("cycles"),
  ...scaled("energy", "J", ["p", "n", "u", "m", ""], "p"),
  ...scaled("energy per bit", "J/bit", ["f", "p", "n"], "p"),
  ...scaled("energy times delay", "J*s", ["p", "n", "u", "m", ""], "p"),
  um2: unitOfSize("area", -6),
  mm2: unitOfSize("area"),
  ...scaled("power", "W", ["u", "m", ""]),
  ...scaled("storage", "B", ["", "K", "M", "G"]),
  ...binary("storage", "B", ["Ki", "Mi", "Gi"]),
  bits: unitOfSize("bits"),
  ...scaled("bandwidth", "B/s", ["", "K", "M", "G", "T"]),
  ...binary("bandwidth", "B/s", ["Ki", "Mi", "Gi", "Ti"]),
  "B/cycle": unitOfSize("bandwidth per cycle"),
  ...scaled("frequency", "Hz", ["", "k", "M", "G"]),
  "/s": unitOfSize("rate"),
  "%": unitOfSize("ratio", -2),
  dB: unitOfSize("decibels"),
  "": unitOfSize("count"),
};

/** Other spellings that are understood, and never written. */
const spellings: Readonly<Record<string, string>> = {
  kB: "KB",
  "kB/s": "KB/s",
  bit: "bits",
  cycle: "cycles",
  "1/s": "/s",
};

export interface Measure {
  /** In the dimension's base unit: s, cycles, pJ, pJ/bit, pJ*s, mm2, W, B, bits, B/s, B/cycle, Hz, /s, dB; a ratio is 0 to 1. */
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
  return measured(number, unit) ?? { fault: "unknown-unit", found: unit };
};

/** A number with a unit as a user wrote it, or undefined where there is no such unit; a bare number has the unit "". */
export const measured = (written: number, unit: string): Measure | undefined => {
  const known = unitOf(unit);
  if (known === undefined) return undefined;
  const { dimension, tens, twos } = known;
  return { value: shift(written * 2 ** twos, tens), written, dimension, unit };
};

/** The value in the unit that makes it shortest to read. `measured` gives it back exactly, but for shares of more than 15 digits. */
export const writtenIn = (value: number, dimension: Dimension): Pick<Measure, "written" | "unit"> => {
  const ways = Object.keys(units)
    .filter(unit => unitOf(unit)?.dimension === dimension)
    .map(unit => ({ written: inUnit(value, unit), unit }));
  const exact = ways.filter(({ written, unit }) => measured(written, unit)?.value === value);
  return (exact.length > 0 ? exact : ways).reduce((best, way) => (isBetter(way, best) ? way : best));
};

type Written = Pick<Measure, "written">;

const lengthOf = ({ written }: Written): number => String(written).length;

/** Of equally short ones the largest unit that leaves no fraction alone is better: 500 MHz, not 0.5 GHz. */
const isBetter = (way: Written, best: Written): boolean =>
  lengthOf(way) < lengthOf(best) || (lengthOf(way) === lengthOf(best) && way.written >= 1);

/** Moves the decimal point in the digits, so that 0.7 % is 0.007 to the last bit; a product of doubles would be rounded twice. */
const shift = (value: number, tens: number): number => {
  const [digits, exponent = "0"] = String(value).split("e");
  return Number(`${digits}e${Number(exponent) + tens}`);
};

/** How many `unit`s a value in base units makes; the inverse of what `parseMeasure` does. */
export const inUnit = (value: number, unit: string): number => {
  const { tens = 0, twos = 0 } = unitOf(unit) ?? {};
  return shift(value, -tens) / 2 ** twos;
};

/** Every unit of the dimension, smallest first. */
export const unitsOf = (dimension: Dimension): readonly string[] =>
  Object.keys(units).filter(unit => unit !== "" && unitOf(unit)?.dimension === dimension);

/** Every unit that can be written. */
export const unitNames: readonly string[] = Object.keys(units).filter(unit => unit !== "");

const unitOf = (written: string): Unit | undefined => {
  const plain = written.replaceAll(/[\u00b5\u03bc]/g, "u").replace("\u00b2", "2");
  const unit = Object.hasOwn(spellings, plain) ? (spellings[plain] ?? plain) : plain;
  return Object.hasOwn(units, unit) ? units[unit] : undefined;
};
