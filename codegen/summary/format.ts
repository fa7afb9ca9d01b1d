/** Numbers as people read them: three digits and a fitting unit. */
import type { PlanBand } from "../../accelerators/plan.ts";
import { formatWhole, threeDigits } from "../../support/digits.ts";

interface Scale {
  readonly unit: string;
  readonly factor: number;
}

const scale = (...entries: readonly (readonly [string, number])[]): readonly Scale[] =>
  entries.map(([unit, factor]) => ({ unit, factor }));

/** Smallest first; the last is taken for everything above. */
const scales = {
  seconds: scale(["ns", 1e-9], ["us", 1e-6], ["ms", 1e-3], ["s", 1]),
  picojoules: scale(["pJ", 1], ["nJ", 1e3], ["uJ", 1e6], ["mJ", 1e9], ["J", 1e12]),
  squareMm: scale(["mm2", 1]),
  watts: scale(["nW", 1e-9], ["uW", 1e-6], ["mW", 1e-3], ["W", 1]),
  bytes: scale(["B", 1], ["KiB", 2 ** 10], ["MiB", 2 ** 20], ["GiB", 2 ** 30]),
  hertz: scale(["Hz", 1], ["kHz", 1e3], ["MHz", 1e6], ["GHz", 1e9]),
  count: scale(["", 1], ["k", 1e3], ["M", 1e6], ["G", 1e9], ["T", 1e12]),
} as const;

export type Scaled = keyof typeof scales;

/** `13.2 ms`; counts and bytes without a prefix stay whole: `512 B`. */
export const formatScaled = (value: number, kind: Scaled): string => {
  const { unit, factor } = fitting(value, kind);
  const isWhole = factor === 1 && Number.isInteger(value) && (kind === "bytes" || kind === "count");
  return `${isWhole ? String(value) : threeDigits(value / factor)} ${unit}`.trimEnd();
};

/** `33.1 to 80.4 uJ`, both in the unit of `estimate`, beside which they stand. */
export const formatRange = ({ low, high }: PlanBand, estimate: number, kind: Scaled): string => {
  const { unit, factor } = fitting(estimate, kind);
  return `${threeDigits(low / factor)} to ${threeDigits(high / factor)} ${unit}`.trimEnd();
};

/** `34 %`, `12,300 %`; a share that is not zero never reads as `0 %`. */
export const formatShare = (share: number): string => {
  const percent = share * 100;
  if (percent !== 0 && Math.abs(percent) < 1) return `${percent < 0 ? "-" : ""}<1 %`;
  return `${formatWhole(percent)} %`;
};

/** What something has become more, as a share of what it was: `+19.4 %`, `-3.10 %`, `12.3 times` what it was. */
export const formatChange = (share: number): string => {
  if (share >= 9) return `${threeDigits(share + 1)} times`;
  return signed(100 * share, percent => `${threeDigits(percent)} %`);
};

/** The text of the value without its sign, and a sign before it, also of what is more. */
export const signed = (value: number, text: (value: number) => string): string =>
  `${value < 0 ? "-" : "+"}${text(Math.abs(value))}`;

/** The unit in which `value` is easiest to read. */
export const fitting = (value: number, kind: Scaled): Scale => {
  const [smallest, ...larger] = scales[kind];
  if (smallest === undefined) throw new RangeError(`no units for ${kind}`);
  // Rounding to three digits may carry over into the next unit: 999.96 us is 1.00 ms.
  const rounded = Number(value.toPrecision(3));
  return larger.reduce((best, next) => (rounded >= next.factor ? next : best), smallest);
};
