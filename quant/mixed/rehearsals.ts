/**
 * The cheapest choice that keeps the worst output above a limit, found without finishing each network: weights stand rounded as they were
 * when each was measured alone, biases stay as they are, and a choice costs one run. Finishing a network runs it once per layer.
 */
import type { WidthChoice } from "./choice.ts";

export interface Rehearsal {
  readonly choice: WidthChoice;
  /** Of the worst output. */
  readonly sqnrDb: number;
  /** As sensitivities are measured. */
  readonly noise: number;
}

export interface Rehearsals {
  /** The cheapest choice whose summed noise stays within a budget; undefined where none does. */
  readonly cheapest: (budget: number) => WidthChoice | undefined;
  readonly rehearse: (choice: WidthChoice) => Promise<Rehearsal>;
  /** Of every choice: what its parts sum to at least. */
  readonly leastNoise: number;
}

/** Noise of a whole network lies within this factor of the sum of its parts, up or down; what lies beyond is taken at the end. */
const widestError = 1e4;

/** Halvings of the budget's logarithm: to a fifth over eight decades. */
const halvings = 7;

/** The cheapest that was seen to reach `leastDb`; where even the least noise misses it, that. */
export const cheapestReaching = async (rehearsals: Rehearsals, leastDb: number): Promise<Rehearsal | undefined> => {
  const { leastNoise } = rehearsals;
  const known = new Map<string, Rehearsal>();
  const at = (budget: number) => rehearsalAt(rehearsals, known, budget);
  // A budget a hair above the sum of the parts: adding up in another order must not exclude it.
  const least = Math.max(leastNoise * (1 + 1e-9), Number.MIN_VALUE * 2 ** 60);
  let best = await at(least);
  if (best === undefined || !(best.sqnrDb >= leastDb)) return best;
  const expected = 10 ** (-leastDb / 10);
  let [low, high] = [Math.max(least, expected / widestError), Math.max(least, expected * widestError)];
  for (let round = 0; round <= halvings; round++) {
    const middle = round === 0 ? high : Math.sqrt(low * high);
    const found = await at(middle);
    const reaches = found !== undefined && found.sqnrDb >= leastDb;
    if (reaches && found.choice.cost <= best.choice.cost) best = found;
    if (reaches) low = middle;
    else high = middle;
  }
  return best;
};

const rehearsalAt = async (
  { cheapest, rehearse }: Rehearsals,
  known: Map<string, Rehearsal>,
  budget: number,
): Promise<Rehearsal | undefined> => {
  const choice = cheapest(budget);
  if (choice === undefined) return undefined;
  const rehearsal = known.get(keyOf(choice)) ?? (await rehearse(choice));
  known.set(keyOf(choice), rehearsal);
  return rehearsal;
};

/** Equal for equal widths of one network. */
export const keyOf = ({ widths }: WidthChoice): string => [...widths.values()].join(" ");
