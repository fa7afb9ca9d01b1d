/**
 * The network as a choice, layer after layer: each layer leads from a state to a state (which tensors lie on chip) and takes one
 * point of the front that it has on that way. Layers run one after another, so that both numbers of the points add up.
 */

/** A point of a front. Both are minimized; one may be the cost and the other the budget. */
export interface Option {
  readonly cost: number;
  /** What a budget counts. */
  readonly weight: number;
}

/** One layer's way from a state before it to a state after it. */
export interface Transition<O extends Option = Option> {
  readonly from: number;
  readonly to: number;
  /** Never empty. */
  readonly options: readonly O[];
}

/** Per layer all its transitions. States are numbered anew at each border between layers; before the first there is state 0 alone. */
export type Stages<O extends Option = Option> = readonly (readonly Transition<O>[])[];

/** What one layer takes: positions among the transitions of its stage and among their options. */
export interface Taken {
  readonly transition: number;
  readonly option: number;
}

/** A whole way through the network. */
export interface Route {
  readonly cost: number;
  readonly weight: number;
  /** One per layer. */
  readonly taken: readonly Taken[];
}

/** A way through the first layers, and how it came about. */
export interface Partial {
  readonly cost: number;
  readonly weight: number;
  /** Chosen last. */
  readonly taken: Taken;
  readonly previous: Partial | undefined;
}

export const start: Partial = { cost: 0, weight: 0, taken: { transition: -1, option: -1 }, previous: undefined };

export const extended = (previous: Partial, { cost, weight }: Option, taken: Taken): Partial => ({
  cost: previous.cost + cost,
  weight: previous.weight + weight,
  taken,
  previous,
});

export const routeOf = (last: Partial): Route => {
  const taken: Taken[] = [];
  for (let partial = last; partial.previous !== undefined; partial = partial.previous) taken.push(partial.taken);
  return { cost: last.cost, weight: last.weight, taken: taken.reverse() };
};

/** Layers that know one state: the choice is of a point per front. */
export const chainOf = <O extends Option>(fronts: readonly (readonly O[])[]): Stages<O> =>
  fronts.map(options => [{ from: 0, to: 0, options }]);

/**
 * The route of the least sum of `value`, of equals that of the least `second`, then the first. Undefined where no route leads
 * through all stages. Dynamic programming over the states.
 */
export const leastRoute = (
  stages: Stages,
  value: (option: Option) => number,
  second: (option: Option) => number,
): Route | undefined => {
  let reached = new Map<number, Reached>([[0, { partial: start, value: 0, second: 0 }]]);
  for (const stage of stages) {
    const next = new Map<number, Reached>();
    for (const [transition, { from, to, options }] of stage.entries()) {
      const before = reached.get(from);
      if (before === undefined) continue;
      const option = indexOfLeast(options, value, second);
      const chosen = options[option];
      if (chosen === undefined) continue;
      const sum = before.value + value(chosen);
      const tie = before.second + second(chosen);
      const known = next.get(to);
      if (known !== undefined && (known.value < sum || (known.value === sum && known.second <= tie))) continue;
      next.set(to, { partial: extended(before.partial, chosen, { transition, option }), value: sum, second: tie });
    }
    reached = next;
  }
  const [first, ...others] = [...reached].toSorted((a, b) => a[0] - b[0]).map(([, each]) => each);
  if (first === undefined) return undefined;
  const isBefore = (a: Reached, b: Reached): boolean =>
    a.value < b.value || (a.value === b.value && a.second < b.second);
  return routeOf(others.reduce((best, each) => (isBefore(each, best) ? each : best), first).partial);
};

interface Reached {
  readonly partial: Partial;
  readonly value: number;
  readonly second: number;
}

const indexOfLeast = (
  options: readonly Option[],
  value: (option: Option) => number,
  second: (option: Option) => number,
): number => {
  let best = 0;
  let [least, tie] = [Infinity, Infinity];
  for (const [index, option] of options.entries()) {
    const found = value(option);
    if (found > least || (found === least && second(option) >= tie)) continue;
    [best, least, tie] = [index, found, second(option)];
  }
  return best;
};

/** Entry [i][s]: the least sum of `value` over the layers from i on, when they start in state s; absent where none leads to the end. */
export const leastRest = (
  stages: Stages,
  value: (option: Option) => number,
): readonly ReadonlyMap<number, number>[] => {
  const finals = stages.at(-1)?.map(({ to }) => to) ?? [0];
  const rest: ReadonlyMap<number, number>[] = [new Map(finals.map(state => [state, 0]))];
  for (const stage of stages.toReversed()) {
    const after = rest.at(-1) ?? new Map<number, number>();
    const before = new Map<number, number>();
    for (const { from, to, options } of stage) {
      const onward = after.get(to);
      if (onward === undefined) continue;
      const sum = options.reduce((least, option) => Math.min(least, value(option)), Infinity) + onward;
      before.set(from, Math.min(before.get(from) ?? Infinity, sum));
    }
    rest.push(before);
  }
  return rest.reverse();
};
