/** The schedule of a chip: exact where the steps suffice, else the best found with a bound below which none lies. */
import { exactSchedule } from "./exact.ts";
import { heuristicSchedule } from "./heuristic.ts";
import { energyBound } from "./lower-bound.ts";
import { type ChipSchedule, flatten, type ScheduleProblem } from "./problem.ts";

export interface SolvedSchedule {
  /** Undefined where none within the limits was found. */
  readonly schedule: ChipSchedule | undefined;
  /** Energy that no schedule within the limits goes below; infinite where it is proven that there is none. */
  readonly bound: number;
  /** True where nothing better exists, or nothing at all. */
  readonly isExact: boolean;
  /** `energy / bound - 1`; 0 where exact, undefined without a schedule. */
  readonly gap: number | undefined;
}

export const solveSchedule = (problem: ScheduleProblem, mostSteps = defaultSteps): SolvedSchedule => {
  const tasks = flatten(problem);
  const first = heuristicSchedule(problem, tasks);
  const bound = energyBound(problem, tasks);
  const incumbent = first === undefined ? Infinity : first.energy * (1 - relativeRounding);
  if (first !== undefined && incumbent <= bound) return { schedule: first, bound: first.energy, isExact: true, gap: 0 };
  const { schedule: better, isComplete } = exactSchedule(problem, tasks, { incumbent, mostSteps });
  const schedule = better ?? first;
  if (isComplete) return { schedule, bound: schedule?.energy ?? Infinity, isExact: true, gap: schedule && 0 };
  const gap = schedule === undefined ? undefined : bound > 0 ? Math.max(0, schedule.energy / bound - 1) : Infinity;
  return { schedule, bound, isExact: false, gap };
};

const defaultSteps = 200_000;
const relativeRounding = 1e-12;
