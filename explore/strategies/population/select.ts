/** Who of a population becomes a parent. */
import type { RandomStream } from "../../../support/random.ts";

/** Draws positions below `count`, each once before any comes again. */
export const deck = (count: number, random: RandomStream): (() => number) => {
  let cards: number[] = [];
  return () => {
    if (cards.length === 0) cards = shuffled(count, random);
    return cards.pop() ?? 0;
  };
};

/** Positions below `count` in random order (Fisher and Yates). */
export const shuffled = (count: number, random: RandomStream): number[] => {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(0, i);
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
};

/** The better of two drawn members, where `compare` is below 0 for the better first; of equals either. */
export const tournament =
  (draw: () => number, compare: (a: number, b: number) => number, random: RandomStream): (() => number) =>
  () => {
    const [a, b] = [draw(), draw()];
    const order = compare(a, b) || (random.uniform() < 0.5 ? -1 : 1);
    return order < 0 ? a : b;
  };
