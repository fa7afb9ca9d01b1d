import { type Histogram, occupied } from "./histogram.ts";
import { type Observer, withZero } from "./observer.ts";

/** Candidate ranges tried. */
const steps = 128;

/**
 * Least Kullback-Leibler divergence of the quantized distribution from the clipped one (Migacz, "8-bit inference with TensorRT",
 * GTC 2017). Both ends shrink together. Ranges with no more bins than codes are no candidates: nothing would be lost there.
 */
export const entropy: Observer = {
  name: "entropy",
  summary: "The range whose codes lose the least information about how the values are spread.",
  rangeOf(histogram, levels) {
    const whole = withZero(histogram);
    const center = histogram.bins.length / 2;
    const [first, end] = occupied(histogram);
    let best = whole;
    let least = Infinity;
    for (let i = 0; i < steps; i++) {
      const part = 1 - i / steps;
      const from = Math.round(center + Math.min(0, first - center) * part);
      const to = Math.round(center + Math.max(0, end - center) * part);
      if (to - from <= levels) break;
      const divergence = divergenceOf(histogram, from, to, levels);
      if (divergence < least) [best, least] = [{ low: whole.low * part, high: whole.high * part }, divergence];
    }
    return best;
  },
};

/** KL(P ‖ Q) over bins `[from, to)`: P has what is clipped in its outermost bins, Q spreads each code's mass over P's bins. */
const divergenceOf = ({ bins }: Histogram, from: number, to: number, levels: number): number => {
  const clipped = bins.slice(from, to);
  const outside = (start: number, end: number): number => bins.subarray(start, end).reduce((sum, n) => sum + n, 0);
  const inside = clipped.slice();
  clipped[0] = (clipped[0] ?? 0) + outside(0, from);
  clipped[clipped.length - 1] = (clipped.at(-1) ?? 0) + outside(to, bins.length);
  const total = clipped.reduce((sum, n) => sum + n, 0);
  const kept = inside.reduce((sum, n) => sum + n, 0);
  if (kept === 0) return Infinity;
  let divergence = 0;
  for (let level = 0; level < levels; level++) {
    const start = Math.floor((level * clipped.length) / levels);
    const end = Math.floor(((level + 1) * clipped.length) / levels);
    let [mass, occupiedBins] = [0, 0];
    for (let bin = start; bin < end; bin++) {
      mass += inside[bin] ?? 0;
      if ((clipped[bin] ?? 0) > 0) occupiedBins++;
    }
    for (let bin = start; bin < end; bin++) {
      const p = (clipped[bin] ?? 0) / total;
      // A bin that holds only what was clipped has no mass of its own: a tiny one keeps the divergence finite.
      const q = Math.max(mass / occupiedBins / kept, smoothing);
      if (p > 0) divergence += p * Math.log(p / q);
    }
  }
  return divergence;
};
/** As TensorRT's and MXNet's calibrators smooth. */
const smoothing = 1e-4 / 2048;
