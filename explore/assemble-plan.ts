/** A plan from choices: how each layer of each network runs on a chip, put into the words of the plan. Pure. */
import { leakageOf } from "../accelerators/chip.ts";
import type { Plan, PlanLimit, PlanMetrics, PlanNetwork, PlanProvenance } from "../accelerators/plan.ts";
import type { PlanSearch } from "../accelerators/plan-search.ts";
import { type Graph, indexOf, type ValueId } from "../ir/graph.ts";
import { formatType } from "../ir/tensor.ts";
import { leakagePerCycle } from "../mapping/architecture.ts";
import { InternalError } from "../support/diagnostic.ts";
import { threeDigits } from "../support/digits.ts";
import type { AssembledNetwork } from "./assembled-network.ts";
import { assumptionsOf, warningsOf } from "./caveats.ts";
import { coverageOf, type CoveringLayer, type Fates } from "./coverage.ts";
import { type Evidence, judge } from "./judge.ts";
import type { Limit } from "./limits.ts";
import { type JointSchedule, jointSchedule } from "./joint-schedule.ts";
import { isAlias } from "./lower-network.ts";
import { type Machine, planAcceleratorOf } from "./machine.ts";
import { type MemoryPlan, type OnChip, planMemory } from "./memory-plan.ts";
import { type ChosenMapping, type Schedule, scheduleOf } from "./schedule.ts";
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
  const { metrics, alone } = totalsOf(
    machines,
    pieces.map(({ totals }) => totals),
    joint?.makespan,
  );
  const accelerators = machines.map(planAcceleratorOf);
  const areaMm2 = Object.fromEntries(
    accelerators.flatMap(({ slot, areaMm2: { breakdown } }) =>
      Object.entries(breakdown).map(([part, area]) => [machines.length === 1 ? part : `${part} of ${slot}`, area]),
    ),
  );
  const evidenceOf = (some: readonly Piece[], measured: Evidence["metrics"]): Evidence => ({
    metrics: measured,
    memory: some.flatMap(({ memory }) => memory.entries),
    parameters: some.flatMap(({ parameters }) => parameters),
    areaMm2,
    ...(networks.every(({ rate }) => rate === undefined) ? {} : { restingWatts: restingWatts(machines) }),
    layers: some.flatMap(({ schedule }) => schedule.layers),
    quantizations: some.flatMap(({ quantization }) => quantization ?? []),
  });
  const stated = limits.map(limit => {
    const position = networks.findIndex(({ source }) => source.name === limit.network);
    const measured = finishedAt(alone[position], joint?.finish[position], metrics);
    return judge(
      limit,
      measured === undefined ? evidenceOf(pieces, metrics) : evidenceOf(pieces.slice(position, position + 1), measured),
    );
  });
  const judged = [...stated, ...overloads(networks, alone)];
  return {
    schema: "mortise-plan/1",
    design,
    feasible: networks.every(({ misfits }) => misfits.size === 0) && judged.every(({ satisfied }) => satisfied),
    limits: judged,
    metrics,
    assumptions: [...assumptionsOf(machines, networks, joint !== undefined), ...(assembly.remarks ?? [])],
    networks: networks.map((network, i) => planNetworkOf(network, pieces[i]?.schedule)),
    accelerators,
    memory: pieces.flatMap(({ memory }) => memory.entries),
    coverage: networks.flatMap(network =>
      coverageOf(network.source.name, network.source.model.sourceNodes, fatesOf(network)),
    ),
    warnings: networks.flatMap(({ source }) => warningsOf(source.model)),
    provenance: provenanceOf(assembly, provenance),
  };
};

/** Of a network among others that start with it: what it costs alone, but its latency until it is done. */
const finishedAt = (
  alone: PlanMetrics | undefined,
  finish: number | undefined,
  { latencyCycles, latencySeconds }: PlanMetrics,
): PlanMetrics | undefined =>
  alone === undefined || finish === undefined || latencyCycles === null || latencySeconds === null
    ? alone
    : { ...alone, latencyCycles: finish, latencySeconds: (finish / latencyCycles) * latencySeconds };

/** Rates are limits of their own: missed where the networks take more time than there is. */
const overloads = (networks: readonly AssembledNetwork[], alone: readonly PlanMetrics[]): readonly PlanLimit[] => {
  const shares = networks.map(({ source, rate = 0 }, i) => ({
    name: source.name,
    load: rate * (alone[i]?.latencySeconds ?? 0),
  }));
  const load = shares.reduce((sum, each) => sum + each.load, 0);
  if (load <= 1) return [];
  const blame = shares.map(each => ({
    name: each.name,
    share: each.load / load,
    reason: `takes ${threeDigits(100 * each.load)} % of the time at its rate`,
  }));
  const value = 100 * load;
  return [{ metric: "load", relation: "<=", bound: 100, value, unit: "%", satisfied: false, margin: 1 - load, blame }];
};

const restingWatts = (machines: readonly Machine[]): number =>
  machines.reduce((sum, { accelerator }) => sum + leakageOf(accelerator.architecture), 0);

/** What becomes of one network. */
interface Piece extends Pick<AssembledNetwork, "quantization"> {
  readonly schedule: Schedule;
  readonly memory: MemoryPlan;
  readonly parameters: Evidence["parameters"];
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
    return { schedule, memory, parameters, totals, ...(quantization === undefined ? {} : { quantization }) };
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

const fatesOf = ({ source, prepared, misfits }: AssembledNetwork): Fates => {
  const { model, optimized } = source;
  const layers = new Map<string, CoveringLayer[]>();
  const free = new Map<string, string>();
  for (const { node, workloads, free: reason } of prepared.steps)
    for (const origin of node.origins) {
      if (reason !== undefined) free.set(origin, reason);
      const covering = workloads.map(({ name, workload }) => ({
        name,
        isContraction: workload.kind === "contraction",
        originCount: node.origins.length,
        misfit: misfits.get(name),
      }));
      const known = layers.get(origin) ?? [];
      for (const layer of covering) known.push(layer);
      layers.set(origin, known);
    }
  return {
    unsupported: new Map(model.unsupported.map(({ name, reason }) => [name, reason])),
    layers,
    free,
    eliminated: model.eliminated,
    gone: new Map(optimized.gone.map(({ origin, pass, why }) => [origin, { pass, why }])),
  };
};

const planNetworkOf = (
  { source: { name, source, sha256, model, optimized }, rate, quantization }: AssembledNetwork,
  schedule: Schedule | undefined,
): PlanNetwork => ({
  name,
  source,
  sha256,
  inputs: optimized.graph.inputs.map(({ id, type }) => ({ name: id, type: formatType(type) })),
  outputs: optimized.graph.outputs.map(({ name: output, value }) => ({
    name: output,
    type: typeTextOf(optimized.graph, value),
  })),
  unknownConstants: optimized.graph.constants.filter(({ data }) => data === undefined).map(({ id }) => id),
  boundSymbols: model.boundSymbols.map(({ symbol, value }) => ({ name: symbol, value })),
  ...(rate === undefined ? {} : { ratePerSecond: rate }),
  ...(quantization === undefined ? {} : { quantization }),
  layers: schedule?.layers ?? [],
});

const typeTextOf = (graph: Graph, value: string): string => {
  const type = indexOf(graph).typeOf(value);
  return type === undefined ? "" : formatType(type);
};

const provenanceOf = ({ networks }: Assembly, { search, ...rest }: Assembly["provenance"]): PlanProvenance => ({
  ...rest,
  modelSha256: networks.flatMap(({ source: { sha256 } }) => (sha256 === null ? [] : [sha256])),
  passes: [
    ...new Set(
      networks.flatMap(({ source }) =>
        source.optimized.statistics.filter(({ changed }) => changed).map(({ pass }) => pass),
      ),
    ),
  ],
  search,
});
