/** Seeded random numbers: the only source of chance in the project, so that a seed fixes every byte of a result. */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus, xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";

export interface RandomStream {
  /** Uniform integer in `[low, high]`, both included. */
  integer(low: number, high: number): number;
  /** Uniform in `[0, 1)` with 32 random bits. */
  uniform(): number;
  /** Standard normal by the polar method (Marsaglia and Bray, SIAM Review 1964). */
  normal(): number;
  /** Where the stream stands, as plain JSON: `resumedStream` goes on from there. */
  state(): readonly number[];
}

export const randomStream = (seed: number): RandomStream => streamOf(xoroshiro128plus(seed));

/** The stream that `state()` was asked of, as it stood then. */
export const resumedStream = (state: readonly number[]): RandomStream => streamOf(xoroshiro128plusFromState(state));

const streamOf = (generator: RandomGenerator): RandomStream => {
  const integer = (low: number, high: number): number => uniformInt(generator, low, high);
  const uniform = (): number => integer(0, 0xffff_ffff) / 2 ** 32;
  return { integer, uniform, normal: () => polarNormal(uniform), state: () => [...generator.getState()] };
};

const polarNormal = (uniform: () => number): number => {
  for (;;) {
    const x = 2 * uniform() - 1;
    const y = 2 * uniform() - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
  }
};
