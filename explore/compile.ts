/** From an imported, optimized network and a machine to a plan: the evaluation of a design with nothing left open. Pure. */
import type { Plan, PlanNetwork, PlanProvenance } from "../accelerators/plan.ts";
import { type Graph, indexOf, type ValueId } from "../ir/graph.ts";
import { formatType } from "../ir/tensor.ts";
import type { MappedWorkload } from "../mapping/mapper.ts";
import type { PipelineResult } from "../passes/manager.ts";
import { assumptionsOf, type SourceModel, warningsOf } from "./caveats.ts";
import { coverageOf, type CoveringLayer, type Fates } from "./coverage.ts";
import { energyBandOf } from "./energy-band.ts";
import { judge } from "./judge.ts";
import type { Limit } from "./limits.ts";
import { isAlias, lowerNetwork, type NamedWorkload, scratchOf, type Step } from "./lower-network.ts";
import { type Machine, planAcceleratorOf } from "./machine.ts";
import { type MappedNetwork, mapNetwork, type Mapper } from "./map-network.ts";
import { type MemoryPlan, planMemory } from "./memory-plan.ts";
import { misfitOf } from "./misfits.ts";
import { type Choice, chooseMappings } from "./objective.ts";
import { type Schedule, scheduleOf } from "./schedule.ts";
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
  const steps = lowerNetwork(graph, machine.precision);
  const named = steps.flatMap(({ workloads }) => workloads);
  const mapped = mapNetwork(
    named.map(({ workload }) => workload),
    architecture,
    request.mapper,
  );
  const chosen = choose(named, mapped, limits, machine);
  const schedule = scheduleOf(steps, ({ name }) => chosen.mappingOf.get(name), machine.slot, architecture);
  const nameOf = tensorNames(graph, steps);
  const memory = memoryOf(request, steps, schedule, nameOf);
  const parameters = parametersOf(graph).map(({ id, count }) => ({ name: nameOf(id), count }));
  const coverage = coverageOf(network.name, network.model.sourceNodes, fatesOf(request, steps, mapped));
  const metrics = totalsOf({
    ...memory,
    layers: schedule.layers,
    workloads: named.map(({ workload }) => workload),
    clock: architecture.clock,
    area,
    energyBand: energyBandOf(
      chosen.choice.taken.map(({ mapped: each }) => each),
      machine,
    ),
    parameters: parameters.reduce((sum, { count }) => sum + count, 0),
    misfits: named.flatMap(({ name, workload }) => {
      const misfit = misfitOf(mapped.resultOf(workload), machine.name);
      return misfit === undefined ? [] : [`${name} ${misfit}`];
    }),
  });
  const accelerator = planAcceleratorOf(machine);
  const { breakdown: areaMm2 } = accelerator.areaMm2;
  const evidence = { metrics, memory: memory.entries, parameters, areaMm2, ...schedule };
  const judged = limits.map(limit => judge(limit, evidence));
  return {
    schema: "mortise-plan/1",
    design,
    feasible: chosen.mappingOf.size === named.length && judged.every(({ satisfied }) => satisfied),
    limits: judged,
    metrics,
    assumptions: assumptionsOf(graph, machine),
    networks: [planNetworkOf(network, schedule)],
    accelerators: [accelerator],
    memory: memory.entries,
    coverage,
    warnings: warningsOf(network.model),
    provenance: provenanceOf(request, mapped, chosen.choice),
  };
};

interface Chosen {
  readonly choice: Choice;
  /** By layer name; layers that do not fit have none. */
  readonly mappingOf: ReadonlyMap<string, MappedWorkload>;
}

const choose = (
  named: readonly NamedWorkload[],
  { resultOf }: MappedNetwork,
  limits: readonly Limit[],
  { accelerator }: Machine,
): Chosen => {
  const fitting = named.flatMap(({ name, workload }) => {
    const result = resultOf(workload);
    return result.feasible ? [{ name, front: result.front }] : [];
  });
  const choice = chooseMappings(
    fitting.map(({ front }) => [{ from: 0, to: 0, front }]),
    limits,
    accelerator.architecture.clock,
  );
  const pairs = fitting.flatMap(({ name }, i): [string, MappedWorkload][] => {
    const mapped = choice.taken[i]?.mapped;
    return mapped === undefined ? [] : [[name, mapped]];
  });
  return { choice, mappingOf: new Map(pairs) };
};

const memoryOf = (
  { network, machine }: CompileRequest,
  steps: readonly Step[],
  { spans }: Schedule,
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
  });
};

const fatesOf = ({ network, machine }: CompileRequest, steps: readonly Step[], mapped: MappedNetwork): Fates => {
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
        misfit: misfitOf(mapped.resultOf(workload), machine.name),
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
  { distinctWorkloads, mappingsConsidered, mappingsPruned, exact }: MappedNetwork,
  { objective }: Choice,
): PlanProvenance => ({
  ...provenance,
  modelSha256: network.sha256 === null ? [] : [network.sha256],
  passes: [...new Set(network.optimized.statistics.filter(({ changed }) => changed).map(({ pass }) => pass))],
  search: { objective, exact, distinctWorkloads, mappingsConsidered, mappingsPruned },
});
