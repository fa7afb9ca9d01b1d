/** The folding of every engine of a design: the least resources at a pace, or the best pace that fits. Exact. */
import type { FpgaDevice } from "../devices.ts";
import { type ResourceName, resourceNames, type Resources } from "../resources.ts";
import type { Stage } from "../streaming/stage.ts";
import { type Way, waysOf } from "../streaming/ways.ts";
import { type Choice, choose } from "./choose.ts";

/** Networks that share a device, each a pipeline of its own. */
export interface FoldRequest {
  readonly networks: readonly FoldNetwork[];
  readonly device: FpgaDevice;
  /** What may be taken of each resource, by limits and by what is left of the device. */
  readonly budget: Resources;
  /** Taken whatever the folding: queues, ports. */
  readonly base: Resources;
  /** Of the memory outside, at the clock; 0 where there is none to stream from. */
  readonly memoryBitsPerCycle: number;
  readonly goals: FoldGoals;
}

export interface FoldNetwork {
  readonly stages: readonly Stage[];
  /** Cycles between the starts of two inferences that limits and rates allow; infinite where none do. */
  readonly mostInterval: number;
}

export interface FoldGoals {
  /** Resources whose product is to be small. */
  readonly resources: readonly ResourceName[];
  /** Whether the interval is a factor of that product. */
  readonly pace: boolean;
}

export interface Folded {
  /** Per network and stage; undefined where no folding fits. */
  readonly ways: readonly (readonly Way[])[] | undefined;
  readonly exact: boolean;
  readonly considered: number;
  readonly pruned: number;
}

interface Entry {
  readonly network: number;
  readonly ways: readonly Way[];
}

/** @returns the best design within the limits on pace; where there is none, the fastest that fits; where none fits, none. */
export const fold = (request: FoldRequest): Folded => {
  const { networks, device, goals } = request;
  const considered = { ways: 0 };
  const known = new Map<string, readonly Way[]>();
  const entries = networks.flatMap(({ stages }, network): Entry[] =>
    stages.map(stage => {
      const key = JSON.stringify({ ...stage, name: "" });
      const found = known.get(key);
      if (found !== undefined) return { network, ways: found };
      const { ways, considered: all } = waysOf(stage, device);
      considered.ways += all;
      known.set(key, ways);
      return { network, ways };
    }),
  );
  const search = new Search(request, entries);
  const picked = goals.pace ? search.byPace() : search.smallest(networks.map(({ mostInterval }) => mostInterval));
  const choice = picked ?? search.fastest();
  return {
    ways:
      choice === undefined
        ? undefined
        : networks.map((_, network) => choice.filter(each => each.network === network).map(({ way }) => way)),
    exact: search.exact,
    considered: considered.ways + search.considered,
    pruned: search.pruned,
  };
};

interface Pick {
  readonly network: number;
  readonly way: Way;
}

/** Counts what it tries. */
class Search {
  exact = true;
  considered = 0;
  pruned = 0;
  readonly #request: FoldRequest;
  readonly #entries: readonly Entry[];

  constructor(request: FoldRequest, entries: readonly Entry[]) {
    this.#request = request;
    this.#entries = entries;
  }

  /** The least product of resources where no network takes longer; undefined where none fits. */
  smallest(intervals: readonly number[], below = Infinity): readonly Pick[] | undefined {
    return this.#within(intervals, this.#goals(), below)?.picks;
  }

  /** The fastest design that fits, and the smallest of these; slower networks than that may be as slow as they were allowed to. */
  fastest(): readonly Pick[] | undefined {
    const { networks } = this.#request;
    const paces = this.#paces(Infinity);
    const pace = this.#firstThatFits(paces, each => networks.map(() => each));
    return pace === undefined ? undefined : this.smallest(networks.map(() => pace));
  }

  /** The least product of resources and interval; of the interval alone the fastest. Undefined where no pace allowed fits. */
  byPace(): readonly Pick[] | undefined {
    const { networks, goals } = this.#request;
    const allowed = Math.max(...networks.map(({ mostInterval }) => mostInterval));
    const paces = this.#paces(allowed);
    const at = (pace: number): readonly number[] => networks.map(({ mostInterval }) => Math.min(pace, mostInterval));
    const first = this.#firstThatFits(paces, at);
    if (first === undefined) return undefined;
    if (goals.resources.length === 0) return this.smallest(at(first));
    let best: { readonly product: number; readonly picks: readonly Pick[] } | undefined;
    for (const pace of paces.filter(each => each >= first)) {
      const limit = best === undefined ? Infinity : best.product / pace;
      const found = this.#within(at(pace), this.#goals(), limit);
      if (found !== undefined && found.product * pace < (best?.product ?? Infinity))
        best = { product: found.product * pace, picks: found.picks };
    }
    return best?.picks;
  }

  /** Look-up tables where nothing else is asked for: they are what routing is made of. */
  #goals(): readonly ResourceName[] {
    const { resources } = this.#request.goals;
    return resources.length === 0 ? ["lut"] : resources;
  }

  /** Of all engines; any other pace is as good as the next smaller one of these. */
  #paces(most: number): readonly number[] {
    const slowest = Math.max(0, ...this.#entries.map(({ ways }) => Math.min(...ways.map(({ interval }) => interval))));
    const all = this.#entries.flatMap(({ ways }) => ways.map(({ interval }) => interval));
    const paces = [...new Set(all)].filter(pace => pace >= slowest && pace <= most).toSorted((a, b) => a - b);
    return paces.length === 0 && slowest <= most ? [slowest] : paces;
  }

  /** What fits at a pace fits at every slower one. */
  #firstThatFits(paces: readonly number[], at: (pace: number) => readonly number[]): number | undefined {
    let low = 0;
    let high = paces.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#within(at(paces[middle] ?? 0), [], Infinity) === undefined) low = middle + 1;
      else high = middle;
    }
    return paces[low];
  }

  #within(
    intervals: readonly number[],
    goals: readonly ResourceName[],
    below: number,
  ): { readonly picks: readonly Pick[]; readonly product: number } | undefined {
    const { budget, base, memoryBitsPerCycle } = this.#request;
    const open = this.#entries.map(({ network, ways }) => ({
      network,
      ways: ways.filter(({ interval }) => interval <= (intervals[network] ?? Infinity)),
    }));
    if (open.some(({ ways }) => ways.length === 0)) return undefined;
    const choice: Choice = choose({
      items: open.map(({ network, ways }) =>
        ways.map(way => ({ vector: vectorOf(way, intervals[network] ?? way.interval) })),
      ),
      budgets: [...resourceNames.map(name => budget[name]), memoryBitsPerCycle],
      base: [...resourceNames.map(name => base[name]), 0],
      goals: goals.map(name => resourceNames.indexOf(name)),
      below,
    });
    this.considered += choice.considered;
    this.pruned += choice.pruned;
    if (!choice.exact) this.exact = false;
    const { picks } = choice;
    if (picks === undefined) return undefined;
    return {
      product: choice.product,
      picks: open.flatMap(({ network, ways }, i) => {
        const way = ways[picks[i] ?? 0];
        return way === undefined ? [] : [{ network, way }];
      }),
    };
  }
}

const vectorOf = ({ resources, streamedBits, interval }: Way, pace: number): readonly number[] => [
  ...resourceNames.map(name => resources[name]),
  streamedBits / (Number.isFinite(pace) ? pace : interval),
];

/**
 * Where nothing fits: the design that a little more of one resource would do for, the smallest share more of all such; where no single
 * resource would do, the one with the fewest look-up tables. At any pace.
 */
export const closestMisfit = (request: FoldRequest): Folded => {
  const unhurried = request.networks.map(network => ({ ...network, mostInterval: Infinity }));
  const relaxed = (names: readonly ResourceName[], goal: ResourceName): Folded =>
    fold({
      ...request,
      networks: unhurried,
      budget: { ...request.budget, ...Object.fromEntries(names.map(name => [name, Infinity])) },
      goals: { resources: [goal], pace: false },
    });
  const usedOf = ({ ways = [] }: Folded, name: ResourceName): number =>
    ways.flat().reduce((sum, { resources }) => sum + resources[name], request.base[name]);
  const single = resourceNames
    .map(name => ({ name, folded: relaxed([name], name) }))
    .filter(({ folded }) => folded.ways !== undefined)
    .map(({ name, folded }) => ({ folded, share: usedOf(folded, name) / request.budget[name] }))
    .toSorted((x, y) => x.share - y.share)[0];
  return single?.folded ?? relaxed(resourceNames, "lut");
};
