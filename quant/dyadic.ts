/** Real factors as an integer over a power of two: the multipliers of integer machines (Jacob et al., CVPR 2018, section 2.2). */

export interface Dyadic {
  /** An int32 of 31 significant bits, where the shift allows it. */
  readonly multiplier: number;
  /** 0 to 62. */
  readonly shift: number;
}

const largestShift = 62;

/**
 * multiplier / 2^shift, the nearest to `factor` that an int32 and a shift have: to 2^-31 of its size where that is at least 2^-31;
 * below, the last bit of the multiplier counts 2^-62. Undefined for a factor of 2^31 and more, or none at all.
 */
export const dyadicOf = (factor: number): Dyadic | undefined => {
  if (!Number.isFinite(factor) || Math.abs(factor) >= 2 ** 31 - 0.5) return undefined;
  if (factor === 0) return { multiplier: 0, shift: 0 };
  // 2^(exponent - 1) ≤ |factor| < 2^exponent
  const exponent = Math.floor(Math.log2(Math.abs(factor))) + 1;
  const shift = Math.min(largestShift, Math.max(0, 31 - exponent));
  const multiplier = Math.round(factor * 2 ** shift);
  // The logarithm of a number just below a power of two, or the rounding, may have reached 2^31.
  return Math.abs(multiplier) < 2 ** 31
    ? { multiplier, shift }
    : { multiplier: Math.round(multiplier / 2), shift: shift - 1 };
};
