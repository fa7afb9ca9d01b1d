/**
 * The schedule of a chip: exact where the steps suffice, else the best found with a bound below which none lies.
 * Ignores: schedules that keep a layer waiting which could run, to leave the shared memory to others. Where the memory holds layers up
 * such a one may be better, or the only one within the limits.
 */
import { exactSchedule } from "./exact.ts";
import { heuristicSchedule } from "./heuristic.ts";
import { energyBound } from "./lower-bound.ts";
import { type ChipSchedule, flatten, type ScheduleProblem } from "./problem.ts";

export interface SolvedSchedule {
  /** Undefined where none within the limits was found. */
  readonly schedule: ChipSchedule | undefined;
  /** Energy that no schedule within the limits goes below; infinite where it is proven that there is none. All but what is ignored. */
  readonly bound: number;
  /** True where nothing better exists, or nothing at all, of all schedules but those that are ignored. */
  readonly isExact: boolean;
  /** `energy / bound - 1`; 0 where exact, undefined without a schedule. */
  readonly gap: number | undefined;
  /** The schedule, or else the least late one that was found. */
  readonly closest: ChipSchedule;
  readonly problem: ScheduleProblem;
}

/** How long to look. */
export interface Effort {
  /** Of the branch and bound. */
  readonly mostSteps: number;
  /** Of the heuristic. */
  readonly mostMoves: number;
}

export const solveSchedule = (problem: ScheduleProblem, effort: Partial<Effort> = {}): SolvedSchedule => {
  const { mostSteps, mostMoves } = { ...defaultEffort, ...effort };
  const tasks = flatten(problem);
  const bound = energyBound(problem, tasks);
  const { schedule: first, closest } = heuristicSchedule(problem, tasks, { bound, mostMoves });
  const incumbent = first === undefined ? Infinity : first.energy * (1 - relativeRounding);
  if (first !== undefined && incumbent <= bound)
    return { schedule: first, bound: first.energy, isExact: true, gap: 0, closest: first, problem };
  const { schedule: better, isComplete } = exactSchedule(problem, tasks, { incumbent, mostSteps });
  const schedule = better ?? first;
  const found = { schedule, closest: schedule ?? closest, problem };
  if (isComplete) return { ...found, bound: schedule?.energy ?? Infinity, isExact: true, gap: schedule && 0 };
  return { ...found, bound, isExact: false, gap: schedule && gapTo(bound, schedule) };
};

const gapTo = (bound: number, { energy }: ChipSchedule): number =>
  bound > 0 ? Math.max(0, energy / bound - 1) : Infinity;

const defaultEffort: Effort = { mostSteps: 200_000, mostMoves: 20_000 };
const relativeRounding = 1e-12;
