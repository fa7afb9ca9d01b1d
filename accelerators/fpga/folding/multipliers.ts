/**
 * Lagrange multipliers of a choice under several budgets: prices of resources at which taking the cheapest option of each item alone comes
 * near the best choice, and which prove that nothing is below a bound, or that nothing fits.
 */
/** What may be chosen, at least one. */
export type Item = readonly Option[];

export interface Option {
  /** What it takes: one entry per total, none negative. */
  readonly vector: readonly number[];
}

export interface Prices {
  /** One per entry of the vectors. */
  readonly of: readonly number[];
  /** Of each item, the option that is cheapest at these prices. */
  readonly picks: readonly number[];
  /** What the picks take together, without any base. */
  readonly taken: readonly number[];
  /** Their price. */
  readonly total: number;
}

/** What is cheapest, item by item. */
export const picksAt = (items: readonly Item[], prices: readonly number[]): Prices => {
  const taken = prices.map(() => 0);
  let total = 0;
  const picks = items.map(options => {
    let best = 0;
    let least = Infinity;
    for (const [i, { vector }] of options.entries()) {
      const price = priceOf(vector, prices);
      if (price < least) [best, least] = [i, price];
    }
    total += least;
    for (const [d, amount] of (options[best]?.vector ?? []).entries()) taken[d] = (taken[d] ?? 0) + amount;
    return best;
  });
  return { of: prices, picks, taken, total };
};

export const priceOf = (vector: readonly number[], prices: readonly number[]): number => {
  let sum = 0;
  for (let d = 0; d < vector.length; d++) sum += (vector[d] ?? 0) * (prices[d] ?? 0);
  return sum;
};

const rounds = 120;

/**
 * Prices after prices, each raised where the last picks take too much and lowered where they leave room: a subgradient method in which
 * prices are multiplied, so that they stay positive.
 * @param start the first prices.
 */
export function* pricesTried(
  items: readonly Item[],
  budgets: readonly number[],
  start: readonly number[],
): Generator<Prices> {
  let prices = start;
  for (let round = 0; round < rounds; round++) {
    const picked = picksAt(items, prices);
    yield picked;
    const step = 2 / (1 + round / 8);
    prices = prices.map((price, d) => {
      const budget = budgets[d] ?? Infinity;
      if (!Number.isFinite(budget)) return price;
      const excess = budget <= 0 ? ((picked.taken[d] ?? 0) > 0 ? 1 : 0) : (picked.taken[d] ?? 0) / budget - 1;
      return price * Math.exp(step * Math.max(-1, Math.min(1, excess)));
    });
  }
}
