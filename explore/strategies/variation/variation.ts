/** Crossover and mutation of designs whose choices are of mixed kinds. Children may break constraints or stand for others. */
import type { RandomStream } from "../../../support/random.ts";
import { type Choice, type Encoding, sizeOfChoice } from "../../space/design-space.ts";
import { crossOrdinals, mutatePosition } from "./discrete.ts";
import { crossReals, mutateReal } from "./real.ts";

export interface Variation {
  /** That two parents exchange anything; else both are copied. */
  readonly crossoverChance: number;
  /** Distribution index of simulated binary crossover. */
  readonly crossoverIndex: number;
}

/** Of the choices, the share that two parents exchange. Uniform crossover (Syswerda 1989); pymoo 0.6 has it for reals too. */
const exchangedShare = 0.5;

/** Two children of two parents. */
export const cross = (
  choices: readonly Choice[],
  [mother, father]: readonly [Encoding, Encoding],
  { crossoverChance, crossoverIndex }: Variation,
  random: RandomStream,
): readonly [Encoding, Encoding] => {
  if (random.uniform() >= crossoverChance) return [mother, father];
  const daughter = [...mother];
  const son = [...father];
  for (const [i, choice] of choices.entries()) {
    if (random.uniform() >= exchangedShare) continue;
    const codes = [mother[i] ?? 0, father[i] ?? 0] as const;
    [daughter[i], son[i]] = crossCodes(choice, codes, crossoverIndex, random);
  }
  return [daughter, son];
};

const crossCodes = (
  choice: Choice,
  codes: readonly [number, number],
  index: number,
  random: RandomStream,
): readonly [number, number] => {
  if (choice.kind === "real") return crossReals(choice, codes, index, random);
  const [a, b] = codes;
  // Every other time they are swapped, so that values that proved themselves stay.
  const isMixed = choice.kind === "ordinal" && Math.abs(a - b) > 1 && random.uniform() < 0.5;
  return isMixed ? crossOrdinals(codes, random) : [b, a];
};

/** pymoo 0.6: that a child is mutated at all. */
const mutationChance = 0.9;
/** Distribution index of polynomial mutation (Deb et al. 2002). */
const mutationIndex = 20;

/** Each choice is changed with chance 1/n of n choices, at most 1/2 (pymoo 0.6). */
export const mutate = (choices: readonly Choice[], encoding: Encoding, random: RandomStream): Encoding => {
  if (random.uniform() >= mutationChance) return encoding;
  const chance = Math.min(0.5, 1 / choices.filter(isOpen).length);
  return encoding.map((code, i) => {
    const choice = choices[i];
    const isChanged = choice !== undefined && isOpen(choice) && random.uniform() < chance;
    return isChanged ? mutateCode(choice, code, random) : code;
  });
};

/** One choice is changed (Real et al., AAAI 2019); as it was where none has a second value. */
export const mutateOne = (choices: readonly Choice[], encoding: Encoding, random: RandomStream): Encoding => {
  const open = [...choices.keys()].filter(i => isOpen(choices[i]));
  const changed = open.length === 0 ? undefined : open[random.integer(0, open.length - 1)];
  const choice = changed === undefined ? undefined : choices[changed];
  if (changed === undefined || choice === undefined) return encoding;
  return encoding.with(changed, mutateCode(choice, encoding[changed] ?? 0, random));
};

const isOpen = (choice: Choice | undefined): boolean => choice !== undefined && sizeOfChoice(choice) > 1;

const mutateCode = (choice: Choice, code: number, random: RandomStream): number =>
  choice.kind === "real" ? mutateReal(choice, code, mutationIndex, random) : mutatePosition(choice, code, random);
