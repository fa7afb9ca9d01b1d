/**
 * Energy that no schedule within the limits goes below: limits with a price on time (Lagrange). Tasks of a network in a row add their
 * cycles up under its limit, and those on one accelerator under the latest limit of all; each price makes a valid bound, the best is
 * sought by subgradients.
 */
import type { FlatTask, ScheduleProblem, TaskChoice } from "./problem.ts";
import { leastCycles, tailsOf } from "./tails.ts";

interface Constraint {
  readonly bound: number;
  readonly covers: (task: FlatTask, choice: TaskChoice) => boolean;
}

/** Without leakage beyond the least that any schedule has. Ignores: the shared memory and the order on an accelerator. */
export const energyBound = (problem: ScheduleProblem, tasks: readonly FlatTask[]): number => {
  const constraints = constraintsOf(problem, tasks);
  const prices = constraints.map(() => 0);
  const scale = scaleOf(tasks);
  let best = -Infinity;
  for (let round = 0; round < rounds; round++) {
    const { value, used } = relaxed(tasks, constraints, prices);
    best = Math.max(best, value);
    const step = scale / (1 + round / 4);
    for (const [i, { bound }] of constraints.entries()) {
      const excess = ((used[i] ?? 0) - bound) / Math.max(1, bound);
      prices[i] = Math.max(0, (prices[i] ?? 0) + step * excess);
    }
  }
  return best + problem.leakagePerCycle * leastMakespan(tasks, problem);
};

const rounds = 120;

const constraintsOf = (
  { networks, accelerators }: ScheduleProblem,
  tasks: readonly FlatTask[],
): readonly Constraint[] => {
  const latest = networks.reduce((most, { limitCycles }) => Math.max(most, limitCycles), 0);
  const chains = networks.flatMap(({ limitCycles }, network): Constraint[] => {
    const own = tasks.filter(task => task.network === network);
    const covers = (task: FlatTask): boolean => task.network === network;
    return Number.isFinite(limitCycles) && isChain(own) ? [{ bound: limitCycles, covers }] : [];
  });
  const capacities = accelerators.map((_, accelerator): Constraint => ({
    bound: latest,
    covers: (_task, choice) => choice.accelerator === accelerator,
  }));
  return [...chains, ...(Number.isFinite(latest) ? capacities : [])];
};

/** Each task needs the one before it, whatever else it needs. @param tasks of one network. */
export const isChain = (tasks: readonly FlatTask[]): boolean =>
  tasks.every(({ before, position }, i) => i === 0 || before.includes(position - 1));

/** Each task takes what is cheapest at these prices. */
const relaxed = (
  tasks: readonly FlatTask[],
  constraints: readonly Constraint[],
  prices: readonly number[],
): { readonly value: number; readonly used: readonly number[] } => {
  const used = constraints.map(() => 0);
  let value = -constraints.reduce((sum, { bound }, i) => sum + (prices[i] ?? 0) * bound, 0);
  for (const task of tasks) {
    const priced = task.choices.map(choice => {
      const price = constraints.reduce((sum, { covers }, i) => sum + (covers(task, choice) ? (prices[i] ?? 0) : 0), 0);
      return { choice, cost: choice.energy + price * choice.cycles };
    });
    const best = priced.reduce((least, each) => (each.cost < least.cost ? each : least));
    value += best.cost;
    for (const [i, { covers }] of constraints.entries())
      if (covers(task, best.choice)) used[i] = (used[i] ?? 0) + best.choice.cycles;
  }
  return { value, used };
};

/** Energy per cycle that prices are of the size of. */
const scaleOf = (tasks: readonly FlatTask[]): number => {
  const choices = tasks.flatMap(task => task.choices);
  const cycles = choices.reduce((sum, each) => sum + each.cycles, 0);
  return cycles === 0 ? 0 : choices.reduce((sum, each) => sum + Math.abs(each.energy), 0) / cycles;
};

/** All work shared out evenly, and the longest way through a network. */
const leastMakespan = (tasks: readonly FlatTask[], { accelerators }: ScheduleProblem): number => {
  const work = tasks.reduce((sum, task) => sum + leastCycles(task), 0);
  const tails = tailsOf(tasks);
  const longest = tasks.map((task, i) => leastCycles(task) + (tails[i] ?? 0));
  return Math.max(work / Math.max(1, accelerators.length), ...longest, 0);
};
