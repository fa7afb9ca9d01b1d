/** What is left to do after a task at the least: the bounds that all solvers share. */
import type { FlatTask } from "./problem.ts";

/** Cycles of the fastest choice. */
export const leastCycles = ({ choices }: FlatTask): number => Math.min(...choices.map(({ cycles }) => cycles));

export const leastEnergy = ({ choices }: FlatTask): number => Math.min(...choices.map(({ energy }) => energy));

/** Per task: cycles of the longest way from its end to that of its network, each task at its fastest. */
export const tailsOf = (tasks: readonly FlatTask[]): readonly number[] => {
  const tails: number[] = tasks.map(() => 0);
  for (const [i, { successors }] of [...tasks.entries()].toReversed())
    tails[i] = successors.reduce((longest, next) => {
      const task = tasks[next];
      return task === undefined ? longest : Math.max(longest, leastCycles(task) + (tails[next] ?? 0));
    }, 0);
  return tails;
};
