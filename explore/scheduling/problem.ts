/**
 * Networks that run at once on the accelerators of one chip: which layer where, and in which order (the heterogeneous assignment
 * problem). Plain numbers, whatever cost model they come from.
 */

export interface ScheduleProblem {
  readonly accelerators: readonly string[];
  readonly networks: readonly TaskNetwork[];
  /** Of the memory outside, which all accelerators share; infinite where it never holds anything up. */
  readonly bytesPerCycle: number;
  /** What the chip leaks, in the unit of the tasks' energies, until the last network has finished. */
  readonly leakagePerCycle: number;
}

/** All start at cycle 0. */
export interface TaskNetwork {
  readonly name: string;
  /** When its last task has to be done; infinite where it has no limit. */
  readonly limitCycles: number;
  readonly tasks: readonly Task[];
}

/** A layer, or several that may not be torn apart. */
export interface Task {
  readonly name: string;
  /** Positions of earlier tasks of the network whose results it needs. */
  readonly after: readonly number[];
  readonly choices: readonly TaskChoice[];
}

/** One way to run a task. */
export interface TaskChoice {
  readonly accelerator: number;
  /** Alone on the chip. Positive. */
  readonly cycles: number;
  /** Without leakage. */
  readonly energy: number;
  /** To and from the memory outside. */
  readonly bytes: number;
}

/** When and how a task runs. */
export interface Placement {
  /** Position among the task's choices. */
  readonly choice: number;
  readonly start: number;
  readonly end: number;
}

export interface ChipSchedule {
  /** Per network and task. */
  readonly placements: readonly (readonly Placement[])[];
  /** Per network, when its last task is done. */
  readonly finish: readonly number[];
  readonly makespan: number;
  /** Leakage included. */
  readonly energy: number;
}

/** Tasks of all networks in one list, those of a network in a row. */
export interface FlatTask {
  /** In the list. */
  readonly position: number;
  readonly network: number;
  readonly task: number;
  readonly choices: readonly TaskChoice[];
  readonly before: readonly number[];
  readonly successors: readonly number[];
}

export const flatten = ({ networks }: ScheduleProblem): readonly FlatTask[] => {
  const flat: (Omit<FlatTask, "successors"> & { readonly successors: number[] })[] = [];
  for (const [network, { tasks }] of networks.entries()) {
    const first = flat.length;
    for (const [task, { after, choices }] of tasks.entries())
      flat.push({
        position: flat.length,
        network,
        task,
        choices,
        before: after.map(each => first + each),
        successors: [],
      });
  }
  for (const [position, { before }] of flat.entries())
    for (const each of new Set(before)) flat[each]?.successors.push(position);
  return flat;
};

/** Rate at which a task moves data while nothing slows it down. */
export const demandOf = ({ bytes, cycles }: TaskChoice): number => bytes / cycles;

/**
 * At which share of its own speed everything runs: where accelerators want more bytes than the memory gives, all wait alike.
 * Ignores: that a task's transfers come in bursts, and that memory may favour one accelerator.
 */
export const speedAt = (demand: number, bytesPerCycle: number): number =>
  demand <= bytesPerCycle ? 1 : bytesPerCycle / demand;
