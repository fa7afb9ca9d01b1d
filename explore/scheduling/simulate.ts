/** Time on a chip, event by event: what runs, what is ready, how the shared memory slows what runs. Decisions come from outside. */
import { InternalError } from "../../support/diagnostic.ts";
import {
  type ChipSchedule,
  demandOf,
  type FlatTask,
  type Placement,
  type ScheduleProblem,
  speedAt,
} from "./problem.ts";

/** Whole cycles, in spite of rounding. */
const roundingCycles = 1e-6;
const none = -1;

/** A chip in the middle of its work. Changes in place: thousands of schedules are walked through for one that is kept. */
export class ChipClock {
  readonly tasks: readonly FlatTask[];
  private readonly bytesPerCycle: number;
  private state: ClockState;

  constructor(tasks: readonly FlatTask[], { accelerators, bytesPerCycle }: ScheduleProblem) {
    this.tasks = tasks;
    this.bytesPerCycle = bytesPerCycle;
    this.state = {
      now: 0,
      running: new Int32Array(accelerators.length).fill(none),
      remaining: new Float64Array(accelerators.length),
      demand: new Float64Array(accelerators.length),
      choices: new Int32Array(tasks.length).fill(none),
      starts: new Float64Array(tasks.length),
      ends: new Float64Array(tasks.length).fill(Infinity),
      waits: Int32Array.from(tasks, ({ before }) => new Set(before).size),
      ready: tasks.flatMap(({ position, before }) => (before.length === 0 ? [position] : [])),
    };
  }

  get now(): number {
    return this.state.now;
  }

  /** Tasks that have not started, but whose predecessors are done. */
  get ready(): readonly number[] {
    return this.state.ready;
  }

  isFree(accelerator: number): boolean {
    return this.state.running[accelerator] === none;
  }

  hasStarted(task: number): boolean {
    return this.state.choices[task] !== none;
  }

  /** Undefined where it has not started; while it runs, as if it had the memory for itself. */
  earliestEnd(task: number): number | undefined {
    const { choices, ends, running, remaining, now } = this.state;
    if (choices[task] === none) return undefined;
    const end = ends[task] ?? Infinity;
    return end === Infinity ? now + (remaining[running.indexOf(task)] ?? 0) : end;
  }

  start(task: number, position: number): void {
    const choice = this.tasks[task]?.choices[position];
    const { ready, running, remaining, demand, choices, starts, now } = this.state;
    const place = ready.indexOf(task);
    if (choice === undefined || place === none || running[choice.accelerator] !== none)
      throw new InternalError(`task ${task} cannot start`);
    ready.splice(place, 1);
    running[choice.accelerator] = task;
    remaining[choice.accelerator] = choice.cycles;
    demand[choice.accelerator] = demandOf(choice);
    choices[task] = position;
    starts[task] = now;
  }

  /** To the next whole cycle at which something is done; false where nothing runs. */
  advance(): boolean {
    const { running, remaining, demand } = this.state;
    let asked = 0;
    let least = Infinity;
    for (const [accelerator, task] of running.entries()) {
      if (task === none) continue;
      asked += demand[accelerator] ?? 0;
      least = Math.min(least, remaining[accelerator] ?? 0);
    }
    if (least === Infinity) return false;
    const speed = speedAt(asked, this.bytesPerCycle);
    const cycles = Math.max(1, Math.ceil(least / speed - roundingCycles));
    this.state.now += cycles;
    for (const [accelerator, task] of running.entries()) {
      if (task === none) continue;
      const left = (remaining[accelerator] ?? 0) - cycles * speed;
      remaining[accelerator] = left;
      if (left <= roundingCycles) this.finish(accelerator, task);
    }
    return true;
  }

  private finish(accelerator: number, task: number): void {
    const { running, ends, waits, ready, now } = this.state;
    running[accelerator] = none;
    ends[task] = now;
    for (const successor of this.tasks[task]?.successors ?? []) {
      const left = (waits[successor] ?? 0) - 1;
      waits[successor] = left;
      if (left === 0) ready.push(successor);
    }
  }

  snapshot(): ClockState {
    const { now, running, remaining, demand, choices, starts, ends, waits, ready } = this.state;
    return {
      now,
      running: running.slice(),
      remaining: remaining.slice(),
      demand: demand.slice(),
      choices: choices.slice(),
      starts: starts.slice(),
      ends: ends.slice(),
      waits: waits.slice(),
      ready: [...ready],
    };
  }

  /** The snapshot is used up. */
  restore(state: ClockState): void {
    this.state = state;
  }

  /** Equal where the same is left to do from here on. */
  key(): string {
    const { running, remaining, choices } = this.state;
    const started = Array.from(choices, choice => (choice === none ? "0" : "1")).join("");
    return `${started} ${Array.from(running, (task, i) => (task === none ? "-" : `${task}:${remaining[i] ?? 0}`)).join(" ")}`;
  }

  /** Undefined where it has not started. */
  placementOf(task: number): Placement | undefined {
    const { choices, starts, ends } = this.state;
    const choice = choices[task] ?? none;
    return choice === none ? undefined : { choice, start: starts[task] ?? 0, end: ends[task] ?? Infinity };
  }
}

export interface ClockState {
  now: number;
  /** Per accelerator: its task, what is left of its own cycles, bytes that it wants per cycle. */
  readonly running: Int32Array;
  readonly remaining: Float64Array;
  readonly demand: Float64Array;
  /** Per task. */
  readonly choices: Int32Array;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** How many of its predecessors are not done. */
  readonly waits: Int32Array;
  readonly ready: number[];
}

/** Of a clock that has run to its end; undefined where some task never ran. */
export const scheduleOf = (problem: ScheduleProblem, clock: ChipClock): ChipSchedule | undefined => {
  const placements: Placement[][] = problem.networks.map(() => []);
  let energy = 0;
  for (const { position, network, choices } of clock.tasks) {
    const placement = clock.placementOf(position);
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
