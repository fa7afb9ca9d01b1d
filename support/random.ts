/** Seeded random numbers: the only source of chance in the project, so that a seed fixes every byte of a result. */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export interface RandomStream {
  /** Uniform integer in `[low, high]`, both included. */
  integer(low: number, high: number): number;
  /** Uniform in `[0, 1)` with 32 random bits. */
  uniform(): number;
  /** Standard normal by the polar method (Marsaglia and Bray, SIAM Review 1964). */
  normal(): number;
}

export const randomStream = (seed: number): RandomStream => {
  const generator = xoroshiro128plus(seed);
  const integer = (low: number, high: number): number => uniformInt(generator, low, high);
  const uniform = (): number => integer(0, 0xffff_ffff) / 2 ** 32;
  return { integer, uniform, normal: () => polarNormal(uniform) };
};

const polarNormal = (uniform: () => number): number => {
  for (;;) {
    const x = 2 * uniform() - 1;
    const y = 2 * uniform() - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
  }
};
