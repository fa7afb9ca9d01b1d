/** How far the network's energy may be off when the technology's numbers are at the ends of what the literature says. */
import type { PlanBand } from "../accelerators/plan.ts";
import type { Architecture } from "../mapping/architecture.ts";
import { evaluate } from "../mapping/evaluate.ts";
import type { MappedWorkload } from "../mapping/mapper.ts";
import { homeOf, type Residents, withResidents } from "../mapping/resident.ts";
import { InternalError } from "../support/diagnostic.ts";
import { evaluateVector } from "../mapping/vector.ts";
import type { Machine } from "./machine.ts";

/**
 * The chosen mappings costed on the machine's cheap and dear variants.
 * Ignores: that another mapping may be better at other costs; that errors of different parts may cancel out.
 */
export const energyBandOf = (layers: readonly ChosenLayer[], { band }: Pick<Machine, "band">): PlanBand => ({
  low: energyOn(layers, band.low),
  high: energyOn(layers, band.high),
});

export interface ChosenLayer {
  readonly mapped: MappedWorkload;
  /** What lies on chip meanwhile. */
  readonly way: { readonly taken: Residents | undefined };
}

const energyOn = (layers: readonly ChosenLayer[], architecture: Architecture): number => {
  const home = homeOf(architecture);
  return layers.reduce((sum, { mapped, way: { taken } }) => {
    const machine = taken === undefined || home === undefined ? architecture : withResidents(architecture, home, taken);
    if (machine === undefined) throw new InternalError("what fits a machine must fit it at other costs");
    return sum + costOn(mapped, machine);
  }, 0);
};

const costOn = ({ workload, mapping }: MappedWorkload, architecture: Architecture): number => {
  if (workload.kind === "vector") return evaluateVector(workload, architecture).energy;
  return mapping === undefined ? 0 : evaluate(workload, architecture, mapping).energy;
};
