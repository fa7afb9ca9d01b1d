/** How many mappings there are. */
import type { Architecture } from "../architecture.ts";
import type { Chain } from "./chains.ts";
import { placementsOf } from "./placements.ts";

/** A digit per level counts the dimensions that have a temporal loop there: eight at most. */
const base = 9;

/** Temporal loops per level, in digits. */
const loopCounts = (chain: Chain): number => {
  let digits = 0;
  for (const { level, spatial } of chain) if (!spatial) digits += base ** level;
  return digits;
};

const orders = (digits: number): number => {
  let product = 1;
  for (let left = digits; left > 0; left = Math.floor(left / base)) for (let i = 2; i <= left % base; i++) product *= i;
  return product;
};

/**
 * Placements × ways to cut each dimension × orders of each level's temporal loops, before capacities and the sizes of whole
 * axes are looked at.
 */
export const mapspaceSize = (chains: readonly (readonly Chain[])[], architecture: Architecture): number => {
  let nests = new Map<number, number>([[0, 1]]);
  for (const options of chains) {
    const byCounts = new Map<number, number>();
    for (const chain of options) increase(byCounts, loopCounts(chain), 1);
    const extended = new Map<number, number>();
    for (const [digits, count] of nests)
      for (const [more, ways] of byCounts) increase(extended, digits + more, count * ways);
    nests = extended;
  }
  let total = 0;
  for (const [digits, count] of nests) total += count * orders(digits);
  return total * placementsOf(architecture).length;
};

const increase = (counts: Map<number, number>, key: number, by: number): void => {
  counts.set(key, (counts.get(key) ?? 0) + by);
};
