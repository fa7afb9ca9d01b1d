/** The design that is worth most: of many drawn and bred ones, then of the neighbours of the best of those. */
import type { RandomStream } from "../../../support/random.ts";
import { type DesignSpace, type Encoding, keyOf } from "../../space/design-space.ts";
import type { Proposals } from "../designs/proposals.ts";
import { cross, mutate, mutateOne } from "../variation/variation.ts";

const drawn = 100;
const bred = 100;
/** Rounds of changing one choice of each of the best. */
const rounds = 4;
const climbers = 4;
const neighbours = 10;

interface Rated {
  readonly design: Encoding;
  readonly worth: number;
}

/**
 * @param parents designs to breed from, the best first.
 * @returns undefined where no design is left.
 */
export const pickMostWorthy = (
  { choices }: DesignSpace,
  proposals: Proposals,
  parents: readonly Encoding[],
  worthOf: (design: Encoding) => number,
  random: RandomStream,
): Encoding | undefined => {
  const rate = (designs: readonly Encoding[]): readonly Rated[] =>
    designs.map(design => ({ design, worth: worthOf(design) }));
  const parent = (): Encoding => parents[random.integer(0, parents.length - 1)] ?? [];
  const breed = (): readonly Encoding[] =>
    cross(choices, [parent(), parent()], { crossoverChance: 0.5, crossoverIndex: 15 }, random).map(child =>
      mutate(choices, child, random),
    );
  const pool = [
    ...proposals.random(drawn, random),
    ...(parents.length === 0 ? [] : proposals.bred(bred, random, breed)),
  ];
  let best = mostWorthy(rate(pool), climbers);
  for (let round = 0; round < rounds; round++) {
    const near = best.flatMap(({ design }) =>
      proposals.bred(neighbours, random, () => [mutateOne(choices, design, random)]),
    );
    best = mostWorthy([...best, ...rate(near)], climbers);
  }
  return best[0]?.design;
};

/** Each once; of equals the first. */
const mostWorthy = (rated: readonly Rated[], count: number): readonly Rated[] => {
  const once = new Map(rated.toReversed().map(each => [keyOf(each.design), each]));
  return [...once.values()]
    .reverse()
    .sort((a, b) => b.worth - a.worth)
    .slice(0, count);
};
