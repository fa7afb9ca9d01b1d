/** How many mappings there are. */
import type { Architecture } from "../architecture.ts";
import { type Contraction, dimensions } from "../workload.ts";
import { chainCounts, type Factors } from "./chains.ts";
import { placementsOf } from "./placements.ts";

/** A digit per level counts the dimensions that have a temporal loop there: eight at most. */
const base = 9;

/** From bits to digits of 0 or 1. */
const digitsOf = (levels: number): number => {
  let digits = 0;
  for (let left = levels, digit = 1; left > 0; left = Math.floor(left / 2), digit *= base) digits += digit * (left % 2);
  return digits;
};

const orders = (digits: number): number => {
  let product = 1;
  for (let left = digits; left > 0; left = Math.floor(left / base)) for (let i = 2; i <= left % base; i++) product *= i;
  return product;
};

/**
 * Placements × ways to cut each dimension × orders of each level's temporal loops, before capacities and the sizes of whole
 * axes are looked at. Counted, not listed.
 */
export const mapspaceSize = (contraction: Contraction, architecture: Architecture, factors: Factors): number => {
  let nests = new Map<number, number>([[0, 1]]);
  for (const dimension of dimensions) {
    const extended = new Map<number, number>();
    for (const [levels, ways] of chainCounts(contraction, architecture, dimension, factors)) {
      const more = digitsOf(levels);
      for (const [digits, count] of nests)
        extended.set(digits + more, (extended.get(digits + more) ?? 0) + count * ways);
    }
    nests = extended;
  }
  let total = 0;
  for (const [digits, count] of nests) total += count * orders(digits);
  return total * placementsOf(architecture).length;
};
