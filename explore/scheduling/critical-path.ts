/** The longest way through a network with every task at its fastest: no schedule, on whatever else the accelerators do, is done sooner. */
import type { ScheduleProblem, TaskNetwork } from "./problem.ts";

export interface CriticalPath {
  readonly network: string;
  readonly cycles: number;
  readonly limitCycles: number;
  /** Tasks on it, in their order. */
  readonly tasks: readonly { readonly name: string; readonly cycles: number }[];
}

/** Of the networks whose limits lie below it. */
export const pathsBeyondLimits = ({ networks }: ScheduleProblem): readonly CriticalPath[] =>
  networks.map(criticalPath).filter(({ cycles, limitCycles }) => cycles > limitCycles);

/** Ignores: the shared memory, and that tasks may want the same accelerator. */
const criticalPath = ({ name, limitCycles, tasks }: TaskNetwork): CriticalPath => {
  const fastest = tasks.map(({ choices }) => Math.min(...choices.map(({ cycles }) => cycles)));
  const ends: number[] = [];
  const latest: (number | undefined)[] = [];
  for (const [i, { after }] of tasks.entries()) {
    const before = after.reduce<number | undefined>(
      (last, each) => (last === undefined || (ends[each] ?? 0) > (ends[last] ?? 0) ? each : last),
      undefined,
    );
    latest.push(before);
    ends.push((before === undefined ? 0 : (ends[before] ?? 0)) + (fastest[i] ?? 0));
  }
  const cycles = ends.reduce((most, end) => Math.max(most, end), 0);
  const path: number[] = [];
  for (let at: number | undefined = ends.indexOf(cycles); at !== undefined && at >= 0; at = latest[at]) path.push(at);
  return {
    network: name,
    cycles,
    limitCycles,
    tasks: path.toReversed().map(i => ({ name: tasks[i]?.name ?? "", cycles: fastest[i] ?? 0 })),
  };
};
