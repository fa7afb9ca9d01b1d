/** Who of a front stays, so that every direction is served (Deb and Jain, IEEE TEVC 2014, algorithms 3 and 4). */
import type { RandomStream } from "../../../support/random.ts";
import { shuffled } from "../population/select.ts";

type Point = readonly number[];

/** The direction that a point is nearest to, and how far it is from it. */
export interface Niche {
  readonly direction: number;
  readonly distance: number;
}

/** @param point Normalized. @param directions Of the unit simplex. */
export const nicheOf = (point: Point, directions: readonly Point[]): Niche => {
  let direction = 0;
  let shortest = Infinity;
  for (let i = 0; i < directions.length; i++) {
    const square = squareOfDistance(point, directions[i] ?? []);
    if (square < shortest) [direction, shortest] = [i, square];
  }
  return { direction, distance: Math.sqrt(shortest) };
};

/** From the line through the origin. */
const squareOfDistance = (point: Point, direction: Point): number => {
  let [along, square, length] = [0, 0, 0];
  for (let k = 0; k < point.length; k++) {
    const [score, share] = [point[k] ?? 0, direction[k] ?? 0];
    along += score * share;
    square += score * score;
    length += share * share;
  }
  return Math.max(0, square - (along * along) / length);
};

/**
 * Positions of the chosen: directions that have the fewest so far come first, in random order; an empty one takes the nearest point,
 * others any.
 *
 * @param taken Niches of those that stay anyway.
 * @param wanted No more than there are niches to choose from.
 */
export const chosenByNiche = (
  niches: readonly Niche[],
  taken: readonly Niche[],
  wanted: number,
  random: RandomStream,
): readonly number[] => {
  const counts = new Map<number, number>();
  const count = (direction: number): number => counts.get(direction) ?? 0;
  const raise = (direction: number): unknown => counts.set(direction, count(direction) + 1);
  for (const { direction } of taken) raise(direction);
  const waiting = waitingByDirection(niches, random);
  const chosen: number[] = [];
  while (chosen.length < wanted) {
    const fewest = Math.min(...[...waiting.keys()].map(count));
    const next = [...waiting.keys()].filter(direction => count(direction) === fewest);
    for (const place of shuffled(next.length, random).slice(0, wanted - chosen.length)) {
      const direction = next[place] ?? 0;
      const members = waiting.get(direction) ?? [];
      const member = count(direction) === 0 ? nearestOf(members, niches) : (members[0] ?? 0);
      chosen.push(member);
      raise(direction);
      if (members.length === 1) waiting.delete(direction);
      else
        waiting.set(
          direction,
          members.filter(other => other !== member),
        );
    }
  }
  return chosen;
};

/** Each direction's points in random order. */
const waitingByDirection = (niches: readonly Niche[], random: RandomStream): Map<number, readonly number[]> => {
  const waiting = new Map<number, number[]>();
  for (const position of shuffled(niches.length, random)) {
    const direction = niches[position]?.direction ?? 0;
    waiting.set(direction, [...(waiting.get(direction) ?? []), position]);
  }
  return waiting;
};

const nearestOf = (members: readonly number[], niches: readonly Niche[]): number => {
  const distance = (position: number): number => niches[position]?.distance ?? Infinity;
  return members.reduce((a, b) => (distance(b) < distance(a) ? b : a));
};
