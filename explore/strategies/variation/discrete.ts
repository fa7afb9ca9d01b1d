/** How positions of values are exchanged and changed. */
import type { RandomStream } from "../../../support/random.ts";
import type { CategoricalChoice, OrdinalChoice } from "../../space/design-space.ts";

/** Another position than this one: any where values have no order, a near one where they have. */
export const mutatePosition = (
  choice: CategoricalChoice | OrdinalChoice,
  position: number,
  random: RandomStream,
): number => {
  const last = choice.values.length - 1;
  if (last < 1) return position;
  return choice.kind === "categorical" ? otherPosition(position, last, random) : stepped(position, last, random);
};

const otherPosition = (position: number, last: number, random: RandomStream): number => {
  const drawn = random.integer(0, last - 1);
  return drawn < position ? drawn : drawn + 1;
};

/** One step with chance 1/2, two with 1/4, and so on, in either direction as far as the end; a step off the end leads inward. */
const stepped = (position: number, last: number, random: RandomStream): number => {
  const direction = random.uniform() < 0.5 ? -1 : 1;
  let length = 1;
  while (length < last && random.uniform() < 0.5) length++;
  const target = Math.min(Math.max(position + direction * length, 0), last);
  return target === position ? position - direction : target;
};

/** Positions anywhere between two, where what lies between may be expected to behave so. */
export const crossOrdinals = ([a, b]: readonly [number, number], random: RandomStream): readonly [number, number] => {
  const [low, high] = a < b ? [a, b] : [b, a];
  return [random.integer(low, high), random.integer(low, high)];
};
