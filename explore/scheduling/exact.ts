/**
 * The best schedule of a small problem, by branch and bound over what each free accelerator starts next, or that it waits for something
 * that is not ready yet. That covers every schedule in which no accelerator stands idle while its own next task could run.
 */
import type { ChipSchedule, FlatTask, ScheduleProblem } from "./problem.ts";
import { ChipClock, lateness, scheduleOf } from "./simulate.ts";
import { isChain } from "./lower-bound.ts";
import { leastEnergyWithin, suffixFronts } from "./suffix-fronts.ts";
import { leastCycles, leastEnergy, tailsOf } from "./tails.ts";

export interface ExactResult {
  /** Undefined where there is none within the limits, or none better than the incumbent. */
  readonly schedule: ChipSchedule | undefined;
  /** False where the steps ran out. */
  readonly isComplete: boolean;
  readonly steps: number;
}

export const exactSchedule = (
  problem: ScheduleProblem,
  tasks: readonly FlatTask[],
  { incumbent, mostSteps }: { readonly incumbent: number; readonly mostSteps: number },
): ExactResult => new Search(problem, tasks, incumbent, mostSteps).run();

type Barred = readonly (readonly number[])[];

class Search {
  private readonly problem: ScheduleProblem;
  private readonly tasks: readonly FlatTask[];
  private readonly clock: ChipClock;
  private readonly tails: readonly number[];
  /** Per network that runs in a row. */
  private readonly fronts: readonly (ReturnType<typeof suffixFronts> | undefined)[];
  private readonly firsts: readonly number[];
  private readonly seen = new Map<string, { readonly now: number; readonly energy: number }[]>();
  private best: number;
  private found: ChipSchedule | undefined;
  private steps = 0;
  private readonly mostSteps: number;
  private spent = 0;

  constructor(problem: ScheduleProblem, tasks: readonly FlatTask[], incumbent: number, mostSteps: number) {
    this.problem = problem;
    this.tasks = tasks;
    this.clock = new ChipClock(tasks, problem);
    this.tails = tailsOf(tasks);
    const own = problem.networks.map((_, network) => tasks.filter(task => task.network === network));
    this.fronts = own.map(each => (isChain(each) ? suffixFronts(each) : undefined));
    this.firsts = own.map(each => each[0]?.position ?? 0);
    this.best = incumbent;
    this.mostSteps = mostSteps;
  }

  run(): ExactResult {
    this.decide(
      0,
      this.problem.accelerators.map(() => []),
    );
    const { found, steps, mostSteps } = this;
    return { schedule: found, isComplete: steps <= mostSteps, steps };
  }

  /** @param barred per accelerator, tasks that were ready while it chose to wait: starting one of them next was a choice before. */
  private decide(accelerator: number, barred: Barred): void {
    if (++this.steps > this.mostSteps) return;
    if (accelerator === this.problem.accelerators.length) {
      this.proceed(barred);
      return;
    }
    if (!this.clock.isFree(accelerator)) {
      this.decide(accelerator + 1, barred);
      return;
    }
    const startable = this.clock.ready.filter(task => this.canRunOn(task, accelerator)).toSorted((a, b) => a - b);
    for (const { task, choice, energy } of this.openChoices(startable, accelerator, barred)) {
      const before = this.clock.snapshot();
      this.clock.start(task, choice);
      this.spent += energy;
      if (this.bound() < this.best) this.decide(accelerator + 1, barred.with(accelerator, []));
      this.spent -= energy;
      this.clock.restore(before);
    }
    this.decide(accelerator + 1, barred.with(accelerator, startable));
  }

  private canRunOn(task: number, accelerator: number): boolean {
    return this.tasks[task]?.choices.some(choice => choice.accelerator === accelerator) ?? false;
  }

  /** The cheapest first. */
  private openChoices(
    startable: readonly number[],
    accelerator: number,
    barred: Barred,
  ): readonly { readonly task: number; readonly choice: number; readonly energy: number }[] {
    return startable
      .filter(task => !(barred[accelerator]?.includes(task) ?? false))
      .flatMap(task =>
        (this.tasks[task]?.choices ?? []).flatMap((each, choice) =>
          each.accelerator === accelerator ? [{ task, choice, energy: each.energy }] : [],
        ),
      )
      .toSorted((a, b) => a.energy - b.energy || a.task - b.task);
  }

  private proceed(barred: Barred): void {
    const before = this.clock.snapshot();
    if (this.clock.advance()) {
      if (this.bound() < this.best && this.isNew(barred)) this.decide(0, barred);
    } else this.accept();
    this.clock.restore(before);
  }

  private accept(): void {
    const schedule = scheduleOf(this.problem, this.clock);
    if (schedule === undefined || schedule.energy >= this.best || lateness(this.problem, schedule) > 0) return;
    this.best = schedule.energy;
    this.found = schedule;
  }

  /** False where the same was left to do at an earlier cycle for no more energy. */
  private isNew(barred: Barred): boolean {
    const { clock, spent } = this;
    const key = `${clock.key()}|${barred.map(each => each.join(" ")).join("/")}`;
    const known = this.seen.get(key) ?? [];
    this.seen.set(key, known);
    if (known.some(each => each.now <= clock.now && each.energy <= spent)) return false;
    known.push({ now: clock.now, energy: spent });
    return true;
  }

  /** Energy that nothing from here on goes below; infinite where a limit is lost. */
  private bound(): number {
    let energy = this.spent;
    let makespan = this.clock.now;
    for (const [network, { limitCycles, tasks }] of this.problem.networks.entries()) {
      const rest = this.restOf(network, tasks.length, limitCycles);
      energy += rest.energy;
      makespan = Math.max(makespan, rest.end);
    }
    return energy + this.problem.leakagePerCycle * makespan;
  }

  private restOf(network: number, count: number, limit: number): { readonly energy: number; readonly end: number } {
    const first = this.firsts[network] ?? 0;
    const ends: number[] = [];
    let energy = 0;
    let lastStarted = -1;
    for (let i = 0; i < count; i++) {
      const task = this.tasks[first + i];
      if (task === undefined) continue;
      const started = this.clock.earliestEnd(first + i);
      const ready = task.before.reduce((latest, each) => Math.max(latest, ends[each - first] ?? 0), this.clock.now);
      const end = started ?? ready + leastCycles(task);
      ends.push(end);
      if (started === undefined) energy += leastEnergy(task);
      else lastStarted = i;
      if (end + (this.tails[first + i] ?? 0) > limit + roundingCycles) return { energy: Infinity, end: Infinity };
    }
    const end = ends.reduce((latest, each) => Math.max(latest, each), 0);
    const front = lastStarted === count - 1 ? undefined : this.fronts[network]?.[lastStarted + 1];
    if (front === undefined) return { energy, end };
    const from = Math.max(this.clock.now, ends[lastStarted] ?? 0);
    return { energy: leastEnergyWithin(front, limit - from + roundingCycles), end };
  }
}

const roundingCycles = 1e-6;
