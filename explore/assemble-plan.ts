/** A plan from choices: how each layer of each network runs on a chip, put into the words of the plan. Pure. */
import { leakageOf } from "../accelerators/chip.ts";
import type { Plan, PlanProvenance } from "../accelerators/plan.ts";
import type { PlanSearch } from "../accelerators/plan-search.ts";
import type { ValueId } from "../ir/graph.ts";
import { leakagePerCycle } from "../mapping/architecture.ts";
import { InternalError } from "../support/diagnostic.ts";
import type { AssembledNetwork } from "./assembled-network.ts";
import { assumptionsOf } from "./caveats.ts";
import type { Limit } from "./limits.ts";
import { type JointSchedule, jointSchedule } from "./joint-schedule.ts";
import { isAlias } from "./lower-network.ts";
import { type Machine, planAcceleratorOf } from "./machine.ts";
import { type MemoryPlan, type OnChip, planMemory } from "./memory-plan.ts";
import { type ChosenMapping, type Schedule, scheduleOf } from "./schedule.ts";
import { type StatedNetwork, statePlan } from "./state-plan.ts";
import { parametersOf } from "./storage.ts";
import { tensorNames } from "./tensor-names.ts";
import { type NetworkTotals, totalsOf } from "./total.ts";

export interface Assembly {
  /** The name of the design. */
  readonly design: string;
  /** The accelerators of one chip, all at one clock. */
  readonly machines: readonly Machine[];
  /** In the order in which they run. */
  readonly networks: readonly AssembledNetwork[];
  readonly limits: readonly Limit[];
  /** What else the numbers rest on that nobody measured. */
  readonly remarks?: readonly string[];
  readonly provenance: Pick<PlanProvenance, "version" | "seed" | "command" | "specSha256"> & {
    readonly search: PlanSearch;
  };
}

/** The same assembly gives the same plan, byte for byte. */
export const assemblePlan = (assembly: Assembly): Plan => {
  const { design, machines, networks, limits, provenance } = assembly;
  const joint = jointSchedule(machines, networks, limits);
  const pieces = piecesOf(assembly, joint);
  const totals = totalsOf(
    machines,
    pieces.map(piece => piece.totals),
    joint?.makespan,
  );
  return statePlan({
    design,
    networks: pieces,
    totals,
    ...(joint === undefined ? {} : { finish: joint.finish }),
    accelerators: machines.map(planAcceleratorOf),
    ...(networks.every(({ rate }) => rate === undefined) ? {} : { restingWatts: restingWatts(machines) }),
    limits,
    assumptions: [...assumptionsOf(machines, networks, joint !== undefined), ...(assembly.remarks ?? [])],
    provenance,
  });
};

const restingWatts = (machines: readonly Machine[]): number =>
  machines.reduce((sum, { accelerator }) => sum + leakageOf(accelerator.architecture), 0);

/** What becomes of one network. */
interface Piece extends StatedNetwork {
  readonly totals: NetworkTotals;
}

/** Of the arenas of networks that run at once, in bytes: a burst of any of the memories that there are. */
const arenaAlignment = 64;

/** Networks run one after another, or as the schedule says. */
const piecesOf = ({ machines, networks }: Assembly, joint: JointSchedule | undefined): readonly Piece[] => {
  let start = 0;
  let taken = 0;
  return networks.map((network, position) => {
    const { source, prepared, misfits, layers, quantization } = network;
    const { graph } = source.optimized;
    const mappings = mappingsOf(machines, network);
    const schedule = scheduleOf(
      prepared.steps,
      ({ name }) => mappings.get(name),
      joint === undefined ? start : 0,
      joint?.spans[position],
    );
    start = schedule.layers.at(-1)?.endCycle ?? start;
    const nameOf = tensorNames(graph, prepared.steps);
    const memory = memoryOf(machines, network, schedule, nameOf, joint === undefined ? 0 : taken);
    taken += Math.ceil(memory.peakActivationBytes / arenaAlignment) * arenaAlignment;
    const parameters = parametersOf(graph).map(({ id, count }) => ({ name: nameOf(id), count }));
    const totals = {
      name: source.name,
      ...(network.rate === undefined ? {} : { rate: network.rate }),
      ...memory,
      schedule: schedule.layers,
      routed: layers.filter(layer => layer !== undefined),
      workloads: prepared.layers.map(({ workload }) => workload),
      parameters: parameters.reduce((sum, { count }) => sum + count, 0),
      misfits: [...misfits].map(([name, misfit]) => `${name} ${misfit}`),
      accuracy: network.accuracy ?? {},
    };
    return {
      source,
      steps: prepared.steps,
      misfits,
      ...(network.rate === undefined ? {} : { rate: network.rate }),
      ...(quantization === undefined ? {} : { quantization }),
      layers: schedule.layers,
      memory: memory.entries,
      parameters,
      totals,
    };
  });
};

/** By layer name; layers that do not fit have none. */
const mappingsOf = (
  machines: readonly Machine[],
  { prepared, layers }: AssembledNetwork,
): ReadonlyMap<string, ChosenMapping> => {
  const leaked = machines.map(leakedBy);
  const all = leaked.reduce((sum, each) => sum + each, 0);
  return new Map(
    prepared.layers.flatMap(({ name, reads, writes }, i): [string, ChosenMapping][] => {
      const route = layers[i];
      if (route === undefined) return [];
      const machine = machines[route.machine];
      if (machine === undefined) throw new InternalError(`no machine ${route.machine}`);
      const own = new Set([...reads, ...writes].map(({ tensor }) => tensor));
      const onChip = route.residents.map(({ id }) => id).filter(id => own.has(id));
      const idlePj = machines.length === 1 ? 0 : all - (leaked[route.machine] ?? 0);
      const { architecture } = machine.accelerator;
      return [[name, { mapped: route.mapped, onChip, slot: machine.slot, architecture, idlePj }]];
    }),
  );
};

/** Picojoules in a cycle. */
const leakedBy = ({ accelerator }: Machine): number => {
  const { levels, other } = leakagePerCycle(accelerator.architecture);
  return levels.reduce((sum, each) => sum + each, other);
};

const memoryOf = (
  machines: readonly Machine[],
  { source, prepared, arenas }: AssembledNetwork,
  { spans, layerSpans }: Schedule,
  nameOf: (id: ValueId) => string,
  firstByte: number,
): MemoryPlan => {
  const backing = machines[0]?.accelerator.architecture.levels[0];
  const onChip = arenas.flatMap(({ home, arena }, i): OnChip[] => {
    if (home === undefined) return [];
    const level = machines.length === 1 ? home.level.name : `${home.level.name} of ${machines[i]?.slot ?? ""}`;
    return [{ level, arena, spans: layerSpans }];
  });
  return planMemory({
    network: source.name,
    graph: prepared.graph,
    precision: prepared.precision,
    level: backing?.name ?? "memory",
    alignment: Math.max(1, Math.ceil((backing?.access.wordBits ?? 8) / 8)),
    isAlias: isAlias(prepared.graph),
    scratch: prepared.scratch,
    nameOf,
    spans,
    onChip,
    firstByte,
  });
};
