/** A schedule from an assignment: whatever is ready and most urgent goes first, and no accelerator waits on purpose. */
import type { ChipSchedule, FlatTask, ScheduleProblem } from "./problem.ts";
import { InternalError } from "../../support/diagnostic.ts";
import { ChipClock, scheduleOf } from "./simulate.ts";

/** Per task, the position of its choice. */
export type Assignment = readonly number[];

/** @param urgency per task, the latest cycle at which it should start; the lowest goes first. */
export const listSchedule = (
  problem: ScheduleProblem,
  tasks: readonly FlatTask[],
  assignment: Assignment,
  urgency: readonly number[],
): ChipSchedule => {
  const clock = new ChipClock(tasks, problem);
  do startUrgent(clock, assignment, urgency);
  while (clock.advance());
  const schedule = scheduleOf(problem, clock);
  if (schedule === undefined) throw new InternalError("a list schedule left tasks out");
  return schedule;
};

const startUrgent = (clock: ChipClock, assignment: Assignment, urgency: readonly number[]): void => {
  const byUrgency = clock.ready.length > 1 ? clock.ready.toSorted(moreUrgent(urgency)) : [...clock.ready];
  for (const task of byUrgency) {
    const choice = assignment[task] ?? 0;
    const accelerator = clock.tasks[task]?.choices[choice]?.accelerator;
    if (accelerator !== undefined && clock.isFree(accelerator)) clock.start(task, choice);
  }
};

const moreUrgent =
  (urgency: readonly number[]) =>
  (a: number, b: number): number =>
    (urgency[a] ?? 0) - (urgency[b] ?? 0) || a - b;
