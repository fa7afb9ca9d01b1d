/**
 * One option of each item, with the least product of some totals, within budgets on all totals: the multidimensional multiple-choice
 * knapsack. Exact, by merging item after item and keeping only totals that are neither dominated, nor beyond a budget even with the
 * least of all that remains, nor beaten by what was found before.
 */
import { paretoOf } from "./pareto.ts";
import { type Item, type Option, type Prices, priceOf, pricesTried } from "./multipliers.ts";

export interface ChoiceProblem {
  readonly items: readonly Item[];
  /** Of each total; infinite where there is none. */
  readonly budgets: readonly number[];
  /** Part of each total that no choice changes. */
  readonly base: readonly number[];
  /** The entries whose totals are multiplied; none where any choice within the budgets will do. */
  readonly goals: readonly number[];
  /** Partial choices that may be kept at once; beyond, the search goes on without proof. */
  readonly mostLabels?: number;
  /** Only a choice whose product is below this is of use. */
  readonly below?: number;
}

export interface Choice {
  /** An option per item; undefined where there is no choice within the budgets (and below the bound). */
  readonly picks: readonly number[] | undefined;
  /** Of the goals' totals. */
  readonly product: number;
  /** False where partial choices were given up, so that a better one may exist. */
  readonly exact: boolean;
  /** Partial choices that were made, and those that were cut off. */
  readonly considered: number;
  readonly pruned: number;
}

const defaultLabels = 60_000;

export const choose = (problem: ChoiceProblem): Choice => {
  const reduced = reduce(problem);
  const { items, budgets, base, goals } = reduced;
  const productOf = (totals: readonly number[]): number =>
    goals.reduce((product, d) => product * ((base[d] ?? 0) + (totals[d] ?? 0)), 1);
  const room = budgets.map((budget, d) => budget - (base[d] ?? 0));
  const found = heuristic(items, room, goals, productOf);
  if (found.isImpossible) return { ...nothing, considered: found.tried };
  const below = Math.min(problem.below ?? Infinity, found.product);
  const first = found.picks;
  if (goals.length === 0 && first !== undefined)
    return { picks: reduced.original(first), product: 1, exact: true, considered: found.tried, pruned: 0 };
  const merged = merge(reduced, {
    room,
    below,
    productOf,
    prices: found.prices,
    most: problem.mostLabels ?? defaultLabels,
  });
  const best = merged.best ?? (found.product < (problem.below ?? Infinity) ? first : undefined);
  return {
    picks: best === undefined ? undefined : reduced.original(best),
    product: merged.best === undefined ? found.product : merged.product,
    exact: merged.exact,
    considered: merged.considered + found.tried,
    pruned: merged.pruned,
  };
};

const nothing: Choice = { picks: undefined, product: Infinity, exact: true, considered: 0, pruned: 0 };

interface Reduced {
  /** Without dominated options, the items with fewest options first, in the entries that matter. */
  readonly items: readonly Item[];
  readonly budgets: readonly number[];
  readonly base: readonly number[];
  readonly goals: readonly number[];
  /** The picks in the order and numbering of the problem. */
  readonly original: (picks: readonly number[]) => readonly number[];
}

/** Drops totals that no choice can overdraw and nobody wants small, and options that others are at most. */
const reduce = ({ items, budgets, base, goals }: ChoiceProblem): Reduced => {
  const kept = budgets.flatMap((budget, d) => {
    const most = items.reduce(
      (sum, options) => sum + Math.max(...options.map(({ vector }) => vector[d] ?? 0)),
      base[d] ?? 0,
    );
    return goals.includes(d) || most > budget ? [d] : [];
  });
  const pick = (vector: readonly number[]): readonly number[] => kept.map(d => vector[d] ?? 0);
  const fronts = items.map((options, item) => ({
    item,
    front: paretoOf(options.map(({ vector }, option) => ({ vector: pick(vector), option }))),
  }));
  const order = fronts.toSorted((a, b) => a.front.length - b.front.length);
  return {
    items: order.map(({ front }) => front),
    budgets: kept.map(d => budgets[d] ?? Infinity),
    base: pick(base),
    goals: goals.map(goal => kept.indexOf(goal)),
    original: picks => {
      const chosen = items.map(() => 0);
      for (const [i, { item, front }] of order.entries()) chosen[item] = front[picks[i] ?? 0]?.option ?? 0;
      return chosen;
    },
  };
};

interface Heuristic {
  /** Proven: no choice is within the budgets. */
  readonly isImpossible: boolean;
  readonly picks: readonly number[] | undefined;
  readonly product: number;
  /** Those whose picks come nearest to a budget that binds; undefined where none does. */
  readonly prices: readonly number[] | undefined;
  readonly tried: number;
}

/** Prices until something fits, and what they prove. */
const heuristic = (
  items: readonly Item[],
  room: readonly number[],
  goals: readonly number[],
  productOf: (totals: readonly number[]) => number,
): Heuristic => {
  const fits = ({ taken }: Prices): boolean => taken.every((amount, d) => amount <= (room[d] ?? 0));
  const state = { picks: undefined as readonly number[] | undefined, product: Infinity, tried: 0, worth: -Infinity };
  let prices: readonly number[] | undefined;
  const scale = room.map(amount => (Number.isFinite(amount) && amount > 0 ? 1 / amount : 1e-9));
  for (const start of startsFor(scale, goals))
    for (const tried of pricesTried(items, room, start)) {
      state.tried += items.length;
      const worth = tried.total - priceOf(room.map(finite), tried.of);
      if (worth > 0 && room.every((amount, d) => Number.isFinite(amount) || (tried.of[d] ?? 0) === 0))
        if (worth > 1e-9 * tried.total)
          return { isImpossible: true, picks: undefined, product: Infinity, prices, tried: state.tried };
      if (worth > state.worth) [state.worth, prices] = [worth, tried.of];
      if (!fits(tried)) continue;
      const product = productOf(tried.taken);
      if (product < state.product) [state.picks, state.product] = [tried.picks, product];
      if (goals.length === 0) break;
    }
  return { isImpossible: false, picks: state.picks, product: state.product, prices, tried: state.tried };
};

const finite = (amount: number): number => (Number.isFinite(amount) ? amount : 0);

/** All resources alike, and the goals alone above them. */
const startsFor = (scale: readonly number[], goals: readonly number[]): readonly (readonly number[])[] => [
  scale.map((each, d) => (goals.length === 0 || !goals.includes(d) ? each : 4 * each)),
  ...goals.map(goal => scale.map((each, d) => (d === goal ? 100 * each : each))),
];

interface Label extends Option {
  readonly pick: number;
  readonly parent: Label | undefined;
}

interface Merging {
  readonly room: readonly number[];
  readonly below: number;
  readonly productOf: (totals: readonly number[]) => number;
  readonly prices: readonly number[] | undefined;
  readonly most: number;
}

interface Merged extends Omit<Choice, "picks"> {
  readonly best: readonly number[] | undefined;
}

const merge = ({ items, goals }: Reduced, { room, below, productOf, prices, most }: Merging): Merged => {
  const rests = restsOf(items, prices);
  const budgetPrice = prices === undefined ? Infinity : priceOf(room.map(finite), prices);
  const isBounded =
    prices !== undefined && room.every((amount, d) => Number.isFinite(amount) || (prices[d] ?? 0) === 0);
  let labels: readonly Label[] = [{ vector: room.map(() => 0), pick: -1, parent: undefined }];
  const counts = { considered: 0, pruned: 0, exact: true };
  for (const [i, options] of items.entries()) {
    const rest = rests[i + 1] ?? { least: [], price: 0 };
    const isHopeful = (vector: readonly number[]): boolean => {
      for (let d = 0; d < vector.length; d++)
        if ((vector[d] ?? 0) + (rest.least[d] ?? 0) > (room[d] ?? 0)) return false;
      if (isBounded && priceOf(vector, prices) + rest.price > budgetPrice * (1 + 1e-9)) return false;
      return goals.length === 0 || productOf(vector.map((amount, d) => amount + (rest.least[d] ?? 0))) < below;
    };
    const made: Label[] = [];
    for (const label of labels)
      for (const [pick, option] of options.entries()) {
        const vector = label.vector.map((amount, d) => amount + (option.vector[d] ?? 0));
        if (isHopeful(vector)) made.push({ vector, pick, parent: label });
      }
    const front = paretoOf(made);
    counts.considered += labels.length * options.length;
    counts.pruned += labels.length * options.length - front.length;
    labels = front;
    if (labels.length > most) {
      counts.exact = false;
      labels = labels.toSorted((a, b) => productOf(a.vector) - productOf(b.vector)).slice(0, most);
    }
  }
  const [first, ...others] = labels;
  if (first === undefined) return { best: undefined, product: Infinity, ...counts };
  const best = others.reduce((a, b) => (productOf(b.vector) < productOf(a.vector) ? b : a), first);
  return { best: picksOf(best), product: productOf(best.vector), ...counts };
};

/** What all items from the i-th on take at least, in each entry alone and at the prices. */
const restsOf = (
  items: readonly Item[],
  prices: readonly number[] | undefined,
): readonly { readonly least: readonly number[]; readonly price: number }[] => {
  const rests: { least: readonly number[]; price: number }[] = [{ least: [], price: 0 }];
  for (const options of items.toReversed()) {
    const after = rests[0] ?? { least: [], price: 0 };
    const least = (options[0]?.vector ?? []).map(
      (_, d) => (after.least[d] ?? 0) + Math.min(...options.map(({ vector }) => vector[d] ?? 0)),
    );
    const cheapest = prices === undefined ? 0 : Math.min(...options.map(({ vector }) => priceOf(vector, prices)));
    rests.unshift({ least, price: after.price + cheapest });
  }
  return rests;
};

const picksOf = (last: Label): readonly number[] => {
  const picks: number[] = [];
  for (let label: Label | undefined = last; label?.parent !== undefined; label = label.parent)
    picks.unshift(label.pick);
  return picks;
};
