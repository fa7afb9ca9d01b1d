/** How two numbers make two others, and how one strays: the operators of NSGA-II for real choices. */
import type { RandomStream } from "../../../support/random.ts";
import type { RealChoice } from "../../space/design-space.ts";

/** Parents closer than this have nothing to exchange. */
const equalWithin = 1e-14;

/**
 * Simulated binary crossover within bounds (Deb and Agrawal, Complex Systems 1995; the bounded form of Deb et al., NSGA-II, 2002).
 *
 * @param index How near children stay to their parents: the greater, the nearer.
 */
export const crossReals = (
  { low, high }: RealChoice,
  [a, b]: readonly [number, number],
  index: number,
  random: RandomStream,
): readonly [number, number] => {
  if (Math.abs(a - b) <= equalWithin) return [a, b];
  const [smaller, larger] = a < b ? [a, b] : [b, a];
  const distance = larger - smaller;
  const chance = random.uniform();
  const spread = (room: number): number => spreadFactor(1 + (2 * room) / distance, index, chance);
  const below = clamp(0.5 * (smaller + larger - spread(smaller - low) * distance), low, high);
  const above = clamp(0.5 * (smaller + larger + spread(high - larger) * distance), low, high);
  return random.uniform() < 0.5 ? [below, above] : [above, below];
};

/** @param room The farthest that the spread may reach, in halves of the parents' distance. */
const spreadFactor = (room: number, index: number, chance: number): number => {
  const alpha = 2 - room ** -(index + 1);
  return chance <= 1 / alpha ? (chance * alpha) ** (1 / (index + 1)) : (1 / (2 - chance * alpha)) ** (1 / (index + 1));
};

/** Polynomial mutation within bounds (Deb and Goyal, 1996; the bounded form of NSGA-II's own code). */
export const mutateReal = ({ low, high }: RealChoice, value: number, index: number, random: RandomStream): number => {
  const range = high - low;
  if (range <= 0) return value;
  const chance = random.uniform();
  const isDown = chance <= 0.5;
  const share = isDown ? 2 * chance : 2 * (1 - chance);
  const room = (isDown ? value - low : high - value) / range;
  const step = (share + (1 - share) * (1 - room) ** (index + 1)) ** (1 / (index + 1)) - 1;
  return clamp(value + (isDown ? step : -step) * range, low, high);
};

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
