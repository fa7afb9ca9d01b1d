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
  const byUrgency = clock.ready.toSorted((a, b) => (urgency[a] ?? 0) - (urgency[b] ?? 0) || a - b);
  for (const task of byUrgency) {
    const choice = assignment[task] ?? 0;
    const accelerator = clock.tasks[task]?.choices[choice]?.accelerator;
    if (accelerator !== undefined && clock.running[accelerator] === undefined) clock.start(task, choice);
  }
};
