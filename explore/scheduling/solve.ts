/**
 * The schedule of a chip: exact where the steps suffice, else the best found with a bound below which none lies.
 * Ignores: schedules that keep a layer waiting which could run, to leave the shared memory to others. Where the memory may hold layers up
 * such a one may be better, or the only one within the limits: what is found there is called exact only where it costs no more than
 * with a memory that holds nothing up, which no schedule goes below.
 */
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
  const sure = mayHoldUp(problem)
    ? Math.max(bound, solveSchedule({ ...problem, bytesPerCycle: Infinity }, effort).bound)
    : isComplete
      ? (schedule?.energy ?? Infinity)
      : bound;
  return { schedule, ...judged(schedule, sure), closest: schedule ?? closest, problem };
};

const judged = (
  schedule: ChipSchedule | undefined,
  bound: number,
): Pick<SolvedSchedule, "bound" | "isExact" | "gap"> => {
  const isExact = bound >= (schedule?.energy ?? Infinity) * (1 - relativeRounding);
  return { bound, isExact, gap: schedule && (isExact ? 0 : gapTo(bound, schedule)) };
};

/** True where accelerators that all run what asks for most ask for more than the memory outside gives. */
const mayHoldUp = ({ accelerators, networks, bytesPerCycle }: ScheduleProblem): boolean => {
  const choices = networks.flatMap(({ tasks }) => tasks.flatMap(task => task.choices));
  const asked = accelerators.map((_, accelerator) =>
    choices.reduce(
      (most, each) => (each.accelerator === accelerator ? Math.max(most, each.bytes / each.cycles) : most),
      0,
    ),
  );
  return asked.reduce((sum, each) => sum + each, 0) > bytesPerCycle;
};

const gapTo = (bound: number, { energy }: ChipSchedule): number =>
  bound > 0 ? Math.max(0, energy / bound - 1) : Infinity;

const defaultEffort: Effort = { mostSteps: 200_000, mostMoves: 20_000 };
const relativeRounding = 1e-12;
