/** From an imported, optimized network and a machine to a plan: the evaluation of a design with nothing left open. Pure. */
import type { Plan, PlanNetwork, PlanProvenance } from "../accelerators/plan.ts";
import { type Graph, indexOf, type ValueId } from "../ir/graph.ts";
import { formatType } from "../ir/tensor.ts";
import type { PipelineResult } from "../passes/manager.ts";
import { assumptionsOf, type SourceModel, warningsOf } from "./caveats.ts";
import { coverageOf, type CoveringLayer, type Fates } from "./coverage.ts";
import { energyBandOf } from "./energy-band.ts";
import { judge } from "./judge.ts";
import type { Limit } from "./limits.ts";
import { chooseNetwork, type NetworkChoice } from "./choose-network.ts";
import { fitNetwork, type FittedNetwork, type PreparedNetwork, prepareNetwork } from "./fit-network.ts";
import { isAlias, scratchOf, type Step } from "./lower-network.ts";
import { type Machine, planAcceleratorOf } from "./machine.ts";
import type { Mapper } from "./map-network.ts";
import { type MemoryPlan, planMemory } from "./memory-plan.ts";
import { misfitOf } from "./misfits.ts";
import { type ChosenMapping, type Schedule, scheduleOf } from "./schedule.ts";
import type { Layer } from "./staying.ts";
import { parametersOf } from "./storage.ts";
import { tensorNames } from "./tensor-names.ts";
import { totalsOf } from "./total.ts";

export interface CompileRequest {
  /** The name of the design. */
  readonly design: string;
  readonly network: SourceNetwork;
  readonly machine: Machine;
  readonly mapper: Mapper;
  readonly limits: readonly Limit[];
  readonly provenance: Pick<PlanProvenance, "version" | "seed" | "command" | "specSha256">;
}

export interface SourceNetwork {
  readonly name: string;
  /** The model file as the user named it. */
  readonly source: string;
  readonly sha256: string | null;
  readonly model: SourceModel;
  /** What the passes left of the model's graph. */
  readonly optimized: PipelineResult;
}

/** The same request gives the same plan, byte for byte. */
export const compile = (request: CompileRequest): Plan => {
  const { design, network, machine, limits } = request;
  const { graph } = network.optimized;
  const { architecture, area } = machine.accelerator;
  const prepared = prepareNetwork(graph, machine.precision);
  const { steps, layers } = prepared;
  const fitted = fitNetwork(prepared, architecture, request.mapper);
  const choice = chooseNetwork(prepared, fitted, limits, architecture.clock);
  const misfits = misfitsOf(layers, fitted, machine);
  const mappings = mappingsOf(layers, misfits, choice);
  const schedule = scheduleOf(steps, ({ name }) => mappings.get(name), machine.slot, architecture);
  const nameOf = tensorNames(graph, steps);
  const memory = memoryOf(request, prepared, { ...fitted, ...choice }, schedule, nameOf);
  const parameters = parametersOf(graph).map(({ id, count }) => ({ name: nameOf(id), count }));
  const coverage = coverageOf(network.name, network.model.sourceNodes, fatesOf(request, steps, misfits));
  const metrics = totalsOf({
    ...memory,
    layers: schedule.layers,
    workloads: layers.map(({ workload }) => workload),
    clock: architecture.clock,
    area,
    energyBand: energyBandOf(choice.taken, machine),
    parameters: parameters.reduce((sum, { count }) => sum + count, 0),
    misfits: [...misfits].map(([name, misfit]) => `${name} ${misfit}`),
  });
  const accelerator = planAcceleratorOf(machine);
  const { breakdown: areaMm2 } = accelerator.areaMm2;
  const evidence = { metrics, memory: memory.entries, parameters, areaMm2, ...schedule };
  const judged = limits.map(limit => judge(limit, evidence));
  return {
    schema: "mortise-plan/1",
    design,
    feasible: misfits.size === 0 && judged.every(({ satisfied }) => satisfied),
    limits: judged,
    metrics,
    assumptions: assumptionsOf(graph, machine, { ...fitted, ...choice }),
    networks: [planNetworkOf(network, schedule)],
    accelerators: [accelerator],
    memory: memory.entries,
    coverage,
    warnings: warningsOf(network.model),
    provenance: provenanceOf(request, fitted, choice),
  };
};

/** Why layers do not fit, by name. */
const misfitsOf = (
  layers: readonly Layer[],
  { results }: FittedNetwork,
  { name: machine }: Machine,
): ReadonlyMap<string, string> =>
  new Map(
    layers.flatMap(({ name }, i): [string, string][] => {
      const result = results[i];
      const misfit = result === undefined ? undefined : misfitOf(result, machine);
      return misfit === undefined ? [] : [[name, misfit]];
    }),
  );

/** By layer name; layers that do not fit have none. */
const mappingsOf = (
  layers: readonly Layer[],
  misfits: ReadonlyMap<string, string>,
  { taken }: NetworkChoice,
): ReadonlyMap<string, ChosenMapping> => {
  const fitting = layers.filter(({ name }) => !misfits.has(name));
  return new Map(
    fitting.flatMap(({ name, reads, writes }, i): [string, ChosenMapping][] => {
      const chosen = taken[i];
      if (chosen === undefined) return [];
      const own = new Set([...reads, ...writes].map(({ tensor }) => tensor));
      const onChip = chosen.way.residents.map(({ id }) => id).filter(id => own.has(id));
      return [[name, { mapped: chosen.mapped, onChip }]];
    }),
  );
};

const memoryOf = (
  { network, machine }: CompileRequest,
  { steps }: PreparedNetwork,
  { home, arena }: Pick<FittedNetwork, "home"> & Pick<NetworkChoice, "arena">,
  { spans, layerSpans }: Schedule,
  nameOf: (id: ValueId) => string,
): MemoryPlan => {
  const [backing] = machine.accelerator.architecture.levels;
  return planMemory({
    network: network.name,
    graph: network.optimized.graph,
    precision: machine.precision,
    level: backing?.name ?? "memory",
    alignment: Math.max(1, Math.ceil((backing?.access.wordBits ?? 8) / 8)),
    isAlias: isAlias(network.optimized.graph),
    scratch: scratchOf(steps),
    nameOf,
    spans,
    ...(home === undefined ? {} : { onChip: { level: home.level.name, arena, spans: layerSpans } }),
  });
};

const fatesOf = ({ network }: CompileRequest, steps: readonly Step[], misfits: ReadonlyMap<string, string>): Fates => {
  const { model, optimized } = network;
  const layers = new Map<string, CoveringLayer[]>();
  const free = new Map<string, string>();
  for (const { node, workloads, free: reason } of steps)
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
  { name, source, sha256, model, optimized: { graph } }: SourceNetwork,
  { layers }: Schedule,
): PlanNetwork => ({
  name,
  source,
  sha256,
  inputs: graph.inputs.map(({ id, type }) => ({ name: id, type: formatType(type) })),
  outputs: graph.outputs.map(({ name: output, value }) => ({ name: output, type: typeTextOf(graph, value) })),
  unknownConstants: graph.constants.filter(({ data }) => data === undefined).map(({ id }) => id),
  boundSymbols: model.boundSymbols.map(({ symbol, value }) => ({ name: symbol, value })),
  layers,
});

const typeTextOf = (graph: Graph, value: string): string => {
  const type = indexOf(graph).typeOf(value);
  return type === undefined ? "" : formatType(type);
};

const provenanceOf = (
  { provenance, network }: CompileRequest,
  { distinctWorkloads, totals: { mappingsConsidered, mappingsPruned, exact } }: FittedNetwork,
  { objective }: NetworkChoice,
): PlanProvenance => ({
  ...provenance,
  modelSha256: network.sha256 === null ? [] : [network.sha256],
  passes: [...new Set(network.optimized.statistics.filter(({ changed }) => changed).map(({ pass }) => pass))],
  search: { objective, exact, distinctWorkloads, mappingsConsidered, mappingsPruned },
});
