/** The best schedule by trying them all: every assignment, every order on every accelerator, walked through with a clock of its own. */
import type { ScheduleProblem, TaskChoice } from "../../../explore/scheduling/problem.ts";

interface Item {
  readonly network: number;
  readonly before: readonly number[];
  readonly choices: readonly TaskChoice[];
}

const itemsOf = ({ networks }: ScheduleProblem): readonly Item[] => {
  const items: Item[] = [];
  for (const [network, { tasks }] of networks.entries()) {
    const first = items.length;
    for (const { after, choices } of tasks) items.push({ network, before: after.map(each => first + each), choices });
  }
  return items;
};

/** Least energy within the limits; undefined where there is none. */
export const leastEnergyOfAll = (problem: ScheduleProblem): number | undefined => {
  const items = itemsOf(problem);
  const energyOf = (assignment: readonly TaskChoice[]): number =>
    assignment.reduce((sum, { energy }) => sum + energy, 0);
  const assignments = product(items.map(({ choices }) => choices)).toSorted((a, b) => energyOf(a) - energyOf(b));
  let best: number | undefined;
  for (const assignment of assignments) {
    // What follows takes more energy even if it took no time.
    if (best !== undefined && energyOf(assignment) >= best) break;
    const orders = problem.accelerators.map((_, accelerator) => {
      const own = [...items.keys()].filter(i => assignment[i]?.accelerator === accelerator);
      return extensions(own, items);
    });
    for (const order of product(orders)) {
      const ends = walk(problem, items, assignment, order);
      if (ends === undefined) continue;
      const isWithin = items.every(({ network }, i) => ends[i]! <= problem.networks[network]!.limitCycles);
      const energy = energyOf(assignment) + problem.leakagePerCycle * Math.max(...ends);
      if (isWithin && (best === undefined || energy < best)) best = energy;
    }
  }
  return best;
};

const product = <T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] =>
  lists.reduce<readonly (readonly T[])[]>((all, list) => all.flatMap(each => list.map(item => [...each, item])), [[]]);

/** Orders in which no task comes before one that it needs, directly or not. */
const extensions = (own: readonly number[], items: readonly Item[]): readonly (readonly number[])[] => {
  const needs = (task: number, other: number): boolean =>
    items[task]!.before.some(each => each === other || needs(each, other));
  const extend = (left: readonly number[]): readonly (readonly number[])[] => {
    if (left.length === 0) return [[]];
    return left
      .filter(task => !left.some(other => other !== task && needs(task, other)))
      .flatMap(task => extend(left.filter(each => each !== task)).map(rest => [task, ...rest]));
  };
  return extend(own);
};

/** When each task ends; undefined where tasks wait for one another without end. */
const walk = (
  { bytesPerCycle }: ScheduleProblem,
  items: readonly Item[],
  assignment: readonly TaskChoice[],
  order: readonly (readonly number[])[],
): readonly number[] | undefined => {
  const ends: number[] = [];
  const next = order.map(() => 0);
  const left = items.map((_, i) => assignment[i]!.cycles);
  const active = new Set<number>();
  let now = 0;
  let count = 0;
  while (count < items.length) {
    for (const [accelerator, own] of order.entries()) {
      const task = own[next[accelerator]!];
      if (task === undefined || active.has(task)) continue;
      if (items[task]!.before.every(each => ends[each] !== undefined)) active.add(task);
    }
    if (active.size === 0) return undefined;
    let asked = 0;
    for (const task of active) asked += assignment[task]!.bytes / assignment[task]!.cycles;
    const speed = asked > bytesPerCycle ? bytesPerCycle / asked : 1;
    let cycles = Infinity;
    for (const task of active) cycles = Math.min(cycles, Math.max(1, Math.ceil(left[task]! / speed - 1e-6)));
    now += cycles;
    for (const task of active) {
      left[task]! -= cycles * speed;
      if (left[task]! > 1e-6) continue;
      ends[task] = now;
      active.delete(task);
      next[assignment[task]!.accelerator]!++;
      count++;
    }
  }
  return ends;
};
