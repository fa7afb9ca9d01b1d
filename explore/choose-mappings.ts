/**
 * From each layer's front to the network: layers run one after another, so latencies and energies add, and the cheapest
 * network within a budget takes one point of each front: a multiple-choice knapsack, solved exactly by merging fronts.
 */

/** A point of a layer's front. Both are minimized; one may be the cost and the other the budget. */
export interface Option {
  readonly cost: number;
  /** What the budget counts. */
  readonly weight: number;
}

/** A choice for the first layers: their sums, and how it came about. */
interface Partial {
  readonly cost: number;
  readonly weight: number;
  /** Chosen last, counted in the last front. */
  readonly index: number;
  readonly previous: Partial | undefined;
}

/**
 * One index per front whose summed weight is at most `limit` and whose summed cost is least; of equals, the lightest, then
 * the one with the lowest indices. Undefined where even the lightest choice is over the budget. Exact: partial choices
 * are dropped only where another is no worse in both sums, where they cannot be completed within the budget, or where a
 * Lagrangian bound shows that their completion costs more than a choice at hand (Fisher, Management Science 1981).
 */
export const cheapestWithin = (
  fronts: readonly (readonly Option[])[],
  limit: number,
): readonly number[] | undefined => {
  const heaviest = suffixSums(fronts, ({ weight }) => -weight)[0] ?? 0;
  // Keeps the bound's arithmetic finite where there is no limit.
  const budget = Math.min(limit, slack(heaviest) - heaviest);
  const lightest = suffixSums(fronts, ({ weight }) => weight);
  if ((lightest[0] ?? 0) > budget) return undefined;
  const price = shadowPrice(fronts, budget);
  const incumbent = totalCost(fronts, price.choice);
  const rest = suffixSums(fronts, ({ cost, weight }) => cost + price.value * weight);
  const tolerance = slack(Math.max(incumbent, rest[0] ?? 0));
  const canWin = ({ cost, weight }: Partial, layer: number): boolean => {
    const bound = cost + (rest[layer] ?? 0) - price.value * (budget - weight);
    const room = layer === fronts.length ? budget : budget + slack(budget);
    return weight + (lightest[layer] ?? 0) <= room && bound <= incumbent + tolerance;
  };
  let partials: readonly Partial[] = [{ cost: 0, weight: 0, index: -1, previous: undefined }];
  for (const [layer, front] of fronts.entries())
    partials = nonDominated(extend(partials, front).filter(partial => canWin(partial, layer + 1)));
  const cheapest = partials.at(-1);
  return cheapest === undefined ? undefined : indicesOf(cheapest);
};

/** Sums are of doubles, so that two ways to add the same numbers may differ in the last digits. */
const slack = (value: number): number => Math.abs(value) * 1e-9;

const extend = (partials: readonly Partial[], front: readonly Option[]): Partial[] =>
  partials.flatMap(previous =>
    front.map((option, index) => ({
      cost: previous.cost + option.cost,
      weight: previous.weight + option.weight,
      index,
      previous,
    })),
  );

/** By rising weight and falling cost; of equals the first. */
const nonDominated = (partials: readonly Partial[]): Partial[] => {
  const front: Partial[] = [];
  for (const partial of [...partials].sort((a, b) => a.weight - b.weight || a.cost - b.cost))
    if (partial.cost < (front.at(-1)?.cost ?? Infinity)) front.push(partial);
  return front;
};

const indicesOf = (last: Partial): readonly number[] => {
  const indices: number[] = [];
  for (let partial = last; partial.previous !== undefined; partial = partial.previous) indices.push(partial.index);
  return indices.reverse();
};

/** Entry i: the sum over fronts from i on of the least value of each. */
const suffixSums = (fronts: readonly (readonly Option[])[], value: (option: Option) => number): readonly number[] => {
  const sums = [0];
  for (const front of [...fronts].reverse()) sums.push((sums.at(-1) ?? 0) + Math.min(...front.map(value)));
  return sums.reverse();
};

/** The price of weight at which the cheapest choices just fit the budget, and the choice at that price. */
const shadowPrice = (
  fronts: readonly (readonly Option[])[],
  budget: number,
): { readonly value: number; readonly choice: readonly number[] } => {
  const free = choiceAt(fronts, 0);
  if (totalWeight(fronts, free) <= budget) return { value: 0, choice: free };
  let low = 0;
  let high = 1;
  while (totalWeight(fronts, choiceAt(fronts, high)) > budget && high < 1e300) high *= 2;
  for (let round = 0; round < 100; round++) {
    const middle = (low + high) / 2;
    if (totalWeight(fronts, choiceAt(fronts, middle)) > budget) low = middle;
    else high = middle;
  }
  const choice = choiceAt(fronts, high);
  return totalWeight(fronts, choice) <= budget ? { value: high, choice } : { value: 0, choice: lightestOf(fronts) };
};

const choiceAt = (fronts: readonly (readonly Option[])[], price: number): readonly number[] =>
  fronts.map(front => indexOfLeast(front, ({ cost, weight }) => [cost + price * weight, weight]));

const lightestOf = (fronts: readonly (readonly Option[])[]): readonly number[] =>
  fronts.map(front => indexOfLeast(front, ({ cost, weight }) => [weight, cost]));

/** The first index whose pair is least, the second number deciding between equals. */
const indexOfLeast = (front: readonly Option[], pair: (option: Option) => readonly [number, number]): number => {
  let best = 0;
  let least: readonly [number, number] = [Infinity, Infinity];
  for (const [index, option] of front.entries()) {
    const found = pair(option);
    if (found[0] < least[0] || (found[0] === least[0] && found[1] < least[1])) [best, least] = [index, found];
  }
  return best;
};

const totalCost = (fronts: readonly (readonly Option[])[], choice: readonly number[]): number =>
  fronts.reduce((sum, front, layer) => sum + (front[choice[layer] ?? 0]?.cost ?? 0), 0);

const totalWeight = (fronts: readonly (readonly Option[])[], choice: readonly number[]): number =>
  fronts.reduce((sum, front, layer) => sum + (front[choice[layer] ?? 0]?.weight ?? 0), 0);
