/** Digits of numbers for people: the same rule wherever they are printed. */

/** `1,234,567`. */
export const formatWhole = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");

/** Three significant digits, without an exponent where ten digits suffice: `0.300`, `8,450`. */
export const threeDigits = (value: number): string => {
  const rounded = Number(value.toPrecision(3));
  if (rounded !== 0 && (Math.abs(rounded) >= 1e10 || Math.abs(rounded) < 1e-4)) return rounded.toExponential();
  if (Math.abs(rounded) >= 1000) return formatWhole(rounded);
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded) || 1)));
  return rounded.toFixed(digits);
};
