/** The standard normal distribution, to double precision. */
import { complementaryErrorFunction } from "./error-function.ts";

export const normalDensity = (z: number): number => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);

/** P(Z ≤ z); keeps its relative precision far below 0. */
export const normalCumulative = (z: number): number => 0.5 * complementaryErrorFunction(-z * Math.SQRT1_2);

/** z with P(Z ≤ z) = `probability`, which lies between 0 and 1, both excluded. */
export const normalQuantile = (probability: number): number => {
  if (probability > 0.5) return -normalQuantile(1 - probability);
  // Φ(−√(−2 ln p)) ≤ p/2: from there, left of the quantile, Newton's method on the logarithm rises to it, since that is concave.
  let z = -Math.sqrt(-2 * Math.log(probability));
  for (let round = 0; round < 60; round++) {
    const below = normalCumulative(z);
    const step = ((Math.log(below) - Math.log(probability)) * below) / normalDensity(z);
    z -= step;
    if (Math.abs(step) <= 1e-14 * (1 + Math.abs(z))) break;
  }
  return z;
};
