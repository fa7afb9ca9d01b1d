/**
 * Is a schedule one? Rules of its own: it believes no end, but follows the work of every task from cycle to cycle through what all
 * tasks together ask of the memory.
 */
import type { ChipSchedule, Placement, ScheduleProblem, Task, TaskChoice } from "./problem.ts";

/** Every way in which the schedule is none, a sentence each; empty where it is sound. */
export const scheduleFaults = (problem: ScheduleProblem, schedule: ChipSchedule): readonly string[] => {
  const placed = placedTasks(problem, schedule);
  if ("faults" in placed) return placed.faults;
  return [
    ...precedenceFaults(problem, schedule),
    ...overlapFaults(problem, placed.tasks),
    ...memoryFaults(problem, placed.tasks),
    ...sumFaults(problem, schedule, placed.tasks),
  ];
};

interface PlacedTask extends Placement {
  readonly name: string;
  readonly chosen: TaskChoice;
}

const nameOf = (network: string, { name }: Task): string => `${name} of ${network}`;

const placedTasks = (
  { networks }: ScheduleProblem,
  { placements }: ChipSchedule,
): { readonly tasks: readonly PlacedTask[] } | { readonly faults: readonly string[] } => {
  const tasks: PlacedTask[] = [];
  const faults: string[] = [];
  for (const [n, network] of networks.entries())
    for (const [t, task] of network.tasks.entries()) {
      const placement = placements[n]?.[t];
      const chosen = placement && task.choices[placement.choice];
      const name = nameOf(network.name, task);
      if (placement === undefined || chosen === undefined) faults.push(`${name} does not run`);
      else if (!(placement.start >= 0 && placement.end > placement.start && Number.isFinite(placement.end)))
        faults.push(`${name} runs from cycle ${placement.start} to ${placement.end}`);
      else tasks.push({ ...placement, name, chosen });
    }
  return faults.length > 0 ? { faults } : { tasks };
};

const precedenceFaults = ({ networks }: ScheduleProblem, { placements }: ChipSchedule): readonly string[] =>
  networks.flatMap(({ name, tasks }, n) =>
    tasks.flatMap((task, t) =>
      task.after.flatMap(earlier => {
        const [first, second] = [placements[n]?.[earlier], placements[n]?.[t]];
        const needed = tasks[earlier];
        if (first === undefined || second === undefined || needed === undefined) return [];
        return second.start >= first.end ? [] : [`${nameOf(name, task)} starts before ${needed.name} has ended`];
      }),
    ),
  );

const overlapFaults = ({ accelerators }: ScheduleProblem, tasks: readonly PlacedTask[]): readonly string[] =>
  accelerators.flatMap((accelerator, position) => {
    const own = tasks
      .filter(({ chosen }) => chosen.accelerator === position)
      .toSorted((a, b) => a.start - b.start || a.end - b.end);
    return own.flatMap((task, i) => {
      const before = own[i - 1];
      return before === undefined || before.end <= task.start
        ? []
        : [`${task.name} starts on ${accelerator} while ${before.name} runs there`];
    });
  });

/** A task is done in the cycle in which its work is: not before, and no whole cycle after. */
const memoryFaults = ({ bytesPerCycle }: ScheduleProblem, tasks: readonly PlacedTask[]): readonly string[] => {
  const times = [...new Set(tasks.flatMap(({ start, end }) => [start, end]))].toSorted((a, b) => a - b);
  const done = tasks.map(() => 0);
  const lastSpeed = tasks.map(() => 1);
  for (const [i, from] of times.entries()) {
    const to = times[i + 1];
    if (to === undefined) break;
    const active = [...tasks.entries()].filter(([, { start, end }]) => start <= from && end >= to);
    const asked = active.reduce((sum, [, { chosen }]) => sum + chosen.bytes / chosen.cycles, 0);
    const speed = Math.min(1, bytesPerCycle / asked);
    for (const [position] of active) {
      done[position] = (done[position] ?? 0) + (to - from) * speed;
      lastSpeed[position] = speed;
    }
  }
  return tasks.flatMap(({ name, chosen }, i) => {
    const missing = chosen.cycles - (done[i] ?? 0);
    if (missing > tolerance * chosen.cycles + tolerance) return [`${name} ends before its work is done`];
    return -missing >= (lastSpeed[i] ?? 1) + tolerance * chosen.cycles + tolerance
      ? [`${name} ends later than its work is done`]
      : [];
  });
};

const tolerance = 1e-6;

const sumFaults = (
  { networks, leakagePerCycle }: ScheduleProblem,
  schedule: ChipSchedule,
  tasks: readonly PlacedTask[],
): readonly string[] => {
  const makespan = Math.max(0, ...tasks.map(({ end }) => end));
  const energy = tasks.reduce((sum, { chosen }) => sum + chosen.energy, leakagePerCycle * makespan);
  const isSame = Math.abs(energy - schedule.energy) <= tolerance * Math.abs(energy);
  const wrongEnds = networks.flatMap(({ name }, n) => {
    const last = Math.max(0, ...(schedule.placements[n] ?? []).map(({ end }) => end));
    return last === schedule.finish[n]
      ? []
      : [`${name} is done in cycle ${last}, not ${schedule.finish[n] ?? "at all"}`];
  });
  return [
    ...(isSame ? [] : [`the energy is ${energy}, not ${schedule.energy}`]),
    ...(makespan === schedule.makespan ? [] : [`the last task ends in cycle ${makespan}, not ${schedule.makespan}`]),
    ...wrongEnds,
  ];
};

/** Networks that are done after their limits, a sentence each. */
export const limitFaults = ({ networks }: ScheduleProblem, { finish }: ChipSchedule): readonly string[] =>
  networks.flatMap(({ name, limitCycles }, n) => {
    const end = finish[n] ?? 0;
    return end <= limitCycles ? [] : [`${name} is done in cycle ${end}, after its limit of ${limitCycles}`];
  });
