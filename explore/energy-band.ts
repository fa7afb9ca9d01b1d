/** How far the network's energy may be off when the technology's numbers are at the ends of what the literature says. */
import type { PlanBand } from "../accelerators/plan.ts";
import { type Architecture, leakagePerCycle } from "../mapping/architecture.ts";
import { evaluate } from "../mapping/evaluate.ts";
import type { MappedWorkload } from "../mapping/mapper.ts";
import { homeOf, type Residents, withResidents } from "../mapping/resident.ts";
import { InternalError } from "../support/diagnostic.ts";
import { evaluateVector } from "../mapping/vector.ts";
import type { Machine } from "./machine.ts";

/**
 * The chosen mappings costed on the machines' cheap and dear variants, with what the others leak meanwhile.
 * Ignores: that another mapping may be better at other costs; that errors of different parts may cancel out.
 */
export const energyBandOf = (layers: readonly ChosenLayer[], machines: readonly Pick<Machine, "band">[]): PlanBand => ({
  low: energyOn(
    layers,
    machines.map(({ band }) => band.low),
  ),
  high: energyOn(
    layers,
    machines.map(({ band }) => band.high),
  ),
});

export interface ChosenLayer {
  /** Position among the machines. */
  readonly machine: number;
  readonly mapped: MappedWorkload;
  /** What lies on chip meanwhile. */
  readonly taken: Residents | undefined;
}

const energyOn = (layers: readonly ChosenLayer[], architectures: readonly Architecture[]): number => {
  const leaked = architectures.map(leakedOn);
  const all = leaked.reduce((sum, each) => sum + each, 0);
  return layers.reduce((sum, { machine: position, mapped, taken }) => {
    const architecture = architectures[position];
    if (architecture === undefined) throw new InternalError(`no machine ${position}`);
    const home = homeOf(architecture);
    const machine = taken === undefined || home === undefined ? architecture : withResidents(architecture, home, taken);
    if (machine === undefined) throw new InternalError("what fits a machine must fit it at other costs");
    const idle = architectures.length === 1 ? 0 : (all - (leaked[position] ?? 0)) * mapped.cost.latency;
    return sum + costOn(mapped, machine) + idle;
  }, 0);
};

const leakedOn = (architecture: Architecture): number => {
  const { levels, other } = leakagePerCycle(architecture);
  return levels.reduce((sum, each) => sum + each, other);
};

const costOn = ({ workload, mapping }: MappedWorkload, architecture: Architecture): number => {
  if (workload.kind === "vector") return evaluateVector(workload, architecture).energy;
  return mapping === undefined ? 0 : evaluate(workload, architecture, mapping).energy;
};
