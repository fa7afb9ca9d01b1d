/**
 * A good schedule fast: from the cheapest and from the fastest assignment, moving one task at a time. Source of the second half: the
 * heuristic for heterogeneous assignment that NASAIC took over (Shao et al., TPDS 2005): the move that saves most energy per cycle
 * that it adds, while all limits hold.
 */
import { type Assignment, listSchedule } from "./list-schedule.ts";
import type { ChipSchedule, FlatTask, ScheduleProblem, TaskChoice } from "./problem.ts";
import { lateness } from "./simulate.ts";
import { tailsOf } from "./tails.ts";

export interface HeuristicResult {
  /** Undefined where it finds none within the limits, which proves nothing. */
  readonly schedule: ChipSchedule | undefined;
  /** Of those that it ended with, the one that is least late. */
  readonly closest: ChipSchedule;
}

/** @param bound energy that is known to be least: whoever comes down to it need not look on. */
export const heuristicSchedule = (
  problem: ScheduleProblem,
  tasks: readonly FlatTask[],
  { bound = -Infinity, mostMoves = defaultMoves }: { readonly bound?: number; readonly mostMoves?: number } = {},
): HeuristicResult => {
  const tails = tailsOf(tasks);
  // Without a limit, what has most behind it goes first.
  const urgency = tasks.map(({ network }, i) => {
    const limit = problem.networks[network]?.limitCycles ?? Infinity;
    return (Number.isFinite(limit) ? limit : unlimited) - (tails[i] ?? 0);
  });
  const tried = (assignment: Assignment): Tried => {
    const schedule = listSchedule(problem, tasks, assignment, urgency);
    return { assignment, schedule, late: lateness(problem, schedule) };
  };
  const budget = { moves: mostMoves };
  const improved = (measure: (choice: TaskChoice) => number): Tried =>
    save(tasks, repair(tasks, tried(positionsOf(tasks, measure)), tried, budget), tried, budget);
  const cheap = improved(({ energy }) => energy);
  const isBest = cheap.late === 0 && cheap.schedule.energy <= bound * (1 + relativeRounding);
  const found = isBest ? [cheap] : [cheap, improved(({ cycles }) => cycles)];
  const closest = found.reduce((least, each) => (each.late < least.late ? each : least));
  const within = found.filter(({ late }) => late === 0).map(({ schedule }) => schedule);
  return { schedule: within.toSorted((a, b) => a.energy - b.energy)[0], closest: closest.schedule };
};

const unlimited = 1e15;
const relativeRounding = 1e-12;
const defaultMoves = 20_000;

interface Tried {
  readonly assignment: Assignment;
  readonly schedule: ChipSchedule;
  readonly late: number;
}
type Try = (assignment: Assignment) => Tried;
interface Budget {
  moves: number;
}

const positionsOf = (tasks: readonly FlatTask[], measure: (choice: TaskChoice) => number): Assignment =>
  tasks.map(({ choices }) =>
    choices.reduce((best, choice, i) => {
      const other = choices[best];
      return other !== undefined && measure(choice) < measure(other) ? i : best;
    }, 0),
  );

/** Less late for the least energy, until nothing is late or no move helps. */
const repair = (tasks: readonly FlatTask[], from: Tried, tried: Try, budget: Budget): Tried => {
  let current = from;
  while (current.late > 0) {
    const next = bestMove(tasks, current, tried, budget, (move, now) => {
      if (move.late >= now.late) return undefined;
      return (move.schedule.energy - now.schedule.energy) / (now.late - move.late);
    });
    if (next === undefined) return current;
    current = next;
  }
  return current;
};

/** Less energy for the least time, while nothing is late. */
const save = (tasks: readonly FlatTask[], from: Tried, tried: Try, budget: Budget): Tried => {
  let current = from;
  if (current.late > 0) return current;
  for (;;) {
    const next = bestMove(tasks, current, tried, budget, (move, now) => {
      const saved = now.schedule.energy - move.schedule.energy;
      if (move.late > 0 || saved <= 0) return undefined;
      return -saved / Math.max(1, move.schedule.makespan - now.schedule.makespan);
    });
    if (next === undefined) return current;
    current = next;
  }
};

/** @param price undefined where the move is none; the lowest is taken, of equals the first. */
const bestMove = (
  tasks: readonly FlatTask[],
  current: Tried,
  tried: Try,
  budget: Budget,
  price: (move: Tried, now: Tried) => number | undefined,
): Tried | undefined => {
  let best: { readonly move: Tried; readonly price: number } | undefined;
  for (const [task, { choices }] of tasks.entries())
    for (const choice of choices.keys()) {
      if (choice === current.assignment[task]) continue;
      if (budget.moves-- <= 0) return best?.move;
      const move = tried(current.assignment.with(task, choice));
      const found = price(move, current);
      if (found !== undefined && (best === undefined || found < best.price)) best = { move, price: found };
    }
  return best?.move;
};
