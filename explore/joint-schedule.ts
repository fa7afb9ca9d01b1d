/**
 * When each layer runs where several networks share a chip of several accelerators: networks start together and overlap, in the order
 * that keeps their limits on latency.
 */
import { InternalError } from "../support/diagnostic.ts";
import type { AssembledNetwork, RoutedLayer } from "./assembled-network.ts";
import type { Limit } from "./limits.ts";
import type { Machine } from "./machine.ts";
import type { Span } from "./memory-plan.ts";
import { scheduleFaults } from "./scheduling/check.ts";
import type { ScheduleProblem, Task } from "./scheduling/problem.ts";
import { solveSchedule } from "./scheduling/solve.ts";

export interface JointSchedule {
  /** Per network and layer. */
  readonly spans: readonly (readonly Span[])[];
  /** Per network, when its last layer is done. */
  readonly finish: readonly number[];
  readonly makespan: number;
}

/**
 * Undefined where there is nothing to overlap: one network, one accelerator, or layers that do not fit.
 * Ignores: what the chip leaks less because it is done sooner.
 */
export const jointSchedule = (
  machines: readonly Machine[],
  networks: readonly AssembledNetwork[],
  limits: readonly Limit[],
): JointSchedule | undefined => {
  if (networks.length < 2 || machines.length < 2) return undefined;
  const routed = networks.map(({ layers }) => layers.filter(layer => layer !== undefined));
  if (networks.some(({ layers }, i) => layers.length !== routed[i]?.length || layers.length === 0)) return undefined;
  const segments = routed.map(segmentsOf);
  const problem = problemOf(machines, networks, segments, limits);
  const { closest } = solveSchedule(problem);
  const faults = scheduleFaults(problem, closest);
  if (faults.length > 0) throw new InternalError(`the schedule is none: ${faults.join("; ")}`);
  return {
    spans: closest.placements.map((placements, network) =>
      placements.flatMap(({ start, end }, i) => spansWithin(segments[network]?.[i] ?? [], start, end)),
    ),
    finish: closest.finish,
    makespan: closest.makespan,
  };
};

/** Layers in a row on one machine that nothing may come between: tensors of theirs stay on chip from one to the next. */
type Segment = readonly RoutedLayer[];

const segmentsOf = (layers: readonly RoutedLayer[]): readonly Segment[] => {
  const segments: RoutedLayer[][] = [];
  for (const [i, layer] of layers.entries()) {
    const before = layers[i - 1];
    const last = segments.at(-1);
    if (last !== undefined && before !== undefined && (isTied(before, layer) || cyclesOf(last) === 0)) last.push(layer);
    else segments.push([layer]);
  }
  return segments;
};

const isTied = (before: RoutedLayer, layer: RoutedLayer): boolean =>
  before.machine === layer.machine &&
  before.residents.some(({ id }) => layer.residents.some(resident => resident.id === id));

const cyclesOf = (segment: Segment): number => segment.reduce((sum, { mapped }) => sum + mapped.cost.latency, 0);

/** Of the outermost level, which is the memory outside. */
const bytesOf = (segment: Segment): number => {
  const bits = segment.flatMap(({ mapped }) =>
    Object.values(mapped.cost.levels[0]?.accesses ?? {}).map(({ readBits, writeBits }) => readBits + writeBits),
  );
  return bits.reduce((sum, each) => sum + each, 0) / 8;
};

const problemOf = (
  machines: readonly Machine[],
  networks: readonly AssembledNetwork[],
  segments: readonly (readonly Segment[])[],
  limits: readonly Limit[],
): ScheduleProblem => ({
  accelerators: machines.map(({ slot }) => slot),
  networks: networks.map(({ source: { name } }, network) => ({
    name,
    limitCycles: limitOn(name, limits, machines),
    tasks: (segments[network] ?? []).map((segment, i): Task => ({
      name: `part ${i + 1}`,
      after: i === 0 ? [] : [i - 1],
      choices: [
        {
          accelerator: segment[0]?.machine ?? 0,
          cycles: cyclesOf(segment),
          energy: segment.reduce((sum, { mapped }) => sum + mapped.cost.energy, 0),
          bytes: bytesOf(segment),
        },
      ],
    })),
  })),
  bytesPerCycle: bytesPerCycle(machines),
  leakagePerCycle: 0,
});

const bytesPerCycle = ([machine]: readonly Machine[]): number => {
  const bandwidth = machine?.accelerator.architecture.levels[0]?.bandwidth ?? { kind: "unlimited" };
  if (bandwidth.kind === "unlimited") return Infinity;
  return (bandwidth.kind === "shared" ? bandwidth.total : bandwidth.read + bandwidth.write) / 8;
};

/** Limits on all networks together hold for each of them, since all start at once. */
const limitOn = (name: string, limits: readonly Limit[], [machine]: readonly Machine[]): number => {
  const clock = machine?.accelerator.architecture.clock ?? 1;
  return limits
    .filter(({ metric, relation, network }) => metric === "latency" && relation === "<=" && (network ?? name) === name)
    .map(({ bound, dimension }) => (dimension === "cycles" ? bound : Math.floor(bound * clock * (1 + 1e-12))))
    .reduce((least, each) => Math.min(least, each), Infinity);
};

/** Layers of a part that the memory has slowed down are all slowed down alike. */
const spansWithin = (segment: Segment, start: number, end: number): readonly Span[] => {
  const whole = cyclesOf(segment);
  const at = (cycles: number): number => start + (whole === 0 ? 0 : Math.round((cycles / whole) * (end - start)));
  let cycles = 0;
  return segment.map(({ mapped }) => {
    const startCycle = at(cycles);
    cycles += mapped.cost.latency;
    return { startCycle, endCycle: at(cycles) };
  });
};
