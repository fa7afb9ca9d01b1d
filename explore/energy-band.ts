/** How far the network's energy may be off when the technology's numbers are at the ends of what the literature says. */
import type { PlanBand } from "../accelerators/plan.ts";
import type { Architecture } from "../mapping/architecture.ts";
import { evaluate } from "../mapping/evaluate.ts";
import type { MappedWorkload } from "../mapping/mapper.ts";
import { evaluateVector } from "../mapping/vector.ts";
import type { Machine } from "./machine.ts";

/**
 * The chosen mappings costed on the machine's cheap and dear variants.
 * Ignores: that another mapping may be better at other costs; that errors of different parts may cancel out.
 */
export const energyBandOf = (mappings: readonly MappedWorkload[], { band }: Pick<Machine, "band">): PlanBand => ({
  low: energyOn(mappings, band.low),
  high: energyOn(mappings, band.high),
});

const energyOn = (mappings: readonly MappedWorkload[], architecture: Architecture): number =>
  mappings.reduce((sum, mapped) => sum + costOn(mapped, architecture), 0);

const costOn = ({ workload, mapping }: MappedWorkload, architecture: Architecture): number => {
  if (workload.kind === "vector") return evaluateVector(workload, architecture).energy;
  return mapping === undefined ? 0 : evaluate(workload, architecture, mapping).energy;
};
