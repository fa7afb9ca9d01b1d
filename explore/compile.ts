/** From an imported, optimized network and a machine to a plan: the evaluation of a design with nothing left open. Pure. */
import type { Plan, PlanProvenance } from "../accelerators/plan.ts";
import { assemblePlan } from "./assemble-plan.ts";
import type { RoutedLayer, SourceNetwork } from "./assembled-network.ts";
import { chooseNetwork } from "./choose-network.ts";
import { fitNetwork, type FittedNetwork, prepareNetwork } from "./fit-network.ts";
import type { Limit } from "./limits.ts";
import type { Machine } from "./machine.ts";
import type { Mapper } from "./map-network.ts";
import { misfitOf } from "./misfits.ts";
import type { Layer } from "./staying.ts";

export interface CompileRequest {
  /** The name of the design. */
  readonly design: string;
  readonly network: SourceNetwork;
  readonly machine: Machine;
  readonly mapper: Mapper;
  readonly limits: readonly Limit[];
  readonly provenance: Pick<PlanProvenance, "version" | "seed" | "command" | "specSha256">;
}

/** The same request gives the same plan, byte for byte. */
export const compile = ({ design, network, machine, limits, mapper, provenance }: CompileRequest): Plan => {
  const { architecture } = machine.accelerator;
  const prepared = prepareNetwork(network.optimized.graph, machine.precision);
  const fitted = fitNetwork(prepared, architecture, mapper);
  const { taken, objective, arena, isComplete } = chooseNetwork(prepared, fitted, limits, architecture.clock);
  const misfits = misfitsOf(prepared.layers, fitted, machine);
  const routes = taken.values();
  const layers = prepared.layers.map(({ name }): RoutedLayer | undefined => {
    const route = misfits.has(name) ? undefined : routes.next().value;
    return route === undefined
      ? undefined
      : { machine: 0, mapped: route.mapped, residents: route.way.residents, taken: route.way.taken };
  });
  const { distinctWorkloads, totals, home } = fitted;
  const { mappingsConsidered, mappingsPruned, exact } = totals();
  return assemblePlan({
    design,
    machines: [machine],
    networks: [{ source: network, prepared, layers, misfits, arenas: [{ home, arena }], isComplete }],
    limits,
    provenance: { ...provenance, search: { objective, exact, distinctWorkloads, mappingsConsidered, mappingsPruned } },
  });
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
