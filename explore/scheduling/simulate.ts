/** Time on a chip, event by event: what runs, what is ready, how the shared memory slows what runs. Decisions come from outside. */
import { InternalError } from "../../support/diagnostic.ts";
import {
  type ChipSchedule,
  demandOf,
  type FlatTask,
  type Placement,
  type ScheduleProblem,
  speedAt,
  type TaskChoice,
} from "./problem.ts";

export interface Running {
  readonly task: number;
  readonly choice: TaskChoice;
  /** Of its own cycles. */
  readonly remaining: number;
}

/** Whole cycles, in spite of rounding. */
const roundingCycles = 1e-6;

/** A chip in the middle of its work. */
export class ChipClock {
  readonly tasks: readonly FlatTask[];
  readonly bytesPerCycle: number;
  now = 0;
  /** Per accelerator. */
  running: readonly (Running | undefined)[];
  /** Per task; undefined where it has not started. */
  placed: readonly (Placement | undefined)[];
  /** Tasks that have not started, but whose predecessors are done. */
  ready: readonly number[];

  constructor(tasks: readonly FlatTask[], { accelerators, bytesPerCycle }: ScheduleProblem) {
    this.tasks = tasks;
    this.bytesPerCycle = bytesPerCycle;
    this.running = accelerators.map(() => undefined);
    this.placed = tasks.map(() => undefined);
    this.ready = [...tasks.keys()].filter(task => tasks[task]?.before.length === 0);
  }

  start(task: number, position: number): void {
    const choice = this.tasks[task]?.choices[position];
    if (choice === undefined || !this.ready.includes(task) || this.running[choice.accelerator] !== undefined)
      throw new InternalError(`task ${task} cannot start`);
    this.running = this.running.with(choice.accelerator, { task, choice, remaining: choice.cycles });
    const { now } = this;
    this.placed = this.placed.with(task, { choice: position, start: now, end: Infinity });
    this.ready = this.ready.filter(each => each !== task);
  }

  /** To the next whole cycle at which something is done; false where nothing runs. */
  advance(): boolean {
    const active = this.running.filter(each => each !== undefined);
    if (active.length === 0) return false;
    const demand = active.reduce((sum, { choice }) => sum + demandOf(choice), 0);
    const speed = speedAt(demand, this.bytesPerCycle);
    const least = Math.min(...active.map(({ remaining }) => remaining));
    const cycles = Math.max(1, Math.ceil(least / speed - roundingCycles));
    this.now += cycles;
    const after = this.running.map(each => each && { ...each, remaining: each.remaining - cycles * speed });
    const isDone = (each: Running | undefined): boolean => each !== undefined && each.remaining <= roundingCycles;
    const done = after.flatMap(each => (each !== undefined && isDone(each) ? [each.task] : []));
    this.running = after.map(each => (isDone(each) ? undefined : each));
    this.finish(done);
    return true;
  }

  private finish(done: readonly number[]): void {
    const { now } = this;
    const placed = [...this.placed];
    for (const task of done) {
      const placement = placed[task];
      if (placement !== undefined) placed[task] = { ...placement, end: now };
    }
    this.placed = placed;
    const isDone = (task: number): boolean => (placed[task]?.end ?? Infinity) <= now;
    const freed = new Set(done.flatMap(task => this.tasks[task]?.successors ?? []));
    const ready = [...freed].filter(task => this.tasks[task]?.before.every(isDone) ?? false);
    this.ready = [...this.ready, ...ready].toSorted((a, b) => a - b);
  }

  snapshot(): ClockState {
    const { now, running, placed, ready } = this;
    return { now, running, placed, ready };
  }

  restore({ now, running, placed, ready }: ClockState): void {
    this.now = now;
    this.running = running;
    this.placed = placed;
    this.ready = ready;
  }
}

export type ClockState = Pick<ChipClock, "now" | "running" | "placed" | "ready">;

/** Of a clock that has run to its end; undefined where some task never ran. */
export const scheduleOf = (problem: ScheduleProblem, { tasks, placed }: ChipClock): ChipSchedule | undefined => {
  const placements: Placement[][] = problem.networks.map(() => []);
  let energy = 0;
  for (const [i, { network, choices }] of tasks.entries()) {
    const placement = placed[i];
    if (placement === undefined) return undefined;
    placements[network]?.push(placement);
    energy += choices[placement.choice]?.energy ?? 0;
  }
  const finish = placements.map(row => row.reduce((latest, { end }) => Math.max(latest, end), 0));
  const makespan = finish.reduce((latest, each) => Math.max(latest, each), 0);
  return { placements, finish, makespan, energy: energy + problem.leakagePerCycle * makespan };
};

/** By how many cycles networks miss their limits, added up. */
export const lateness = ({ networks }: ScheduleProblem, { finish }: Pick<ChipSchedule, "finish">): number =>
  networks.reduce((sum, { limitCycles }, i) => sum + Math.max(0, (finish[i] ?? 0) - limitCycles), 0);
