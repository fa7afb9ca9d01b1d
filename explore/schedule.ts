/** When each layer runs: one after another, in the order of the graph. */
import type { PlanLayer } from "../accelerators/plan.ts";
import type { Architecture } from "../mapping/architecture.ts";
import type { MappedWorkload } from "../mapping/mapper.ts";
import type { NamedWorkload, Step } from "./lower-network.ts";
import type { Span } from "./memory-plan.ts";
import { planLayerOf } from "./plan-layer.ts";

export interface Schedule {
  readonly layers: readonly PlanLayer[];
  /** One per step. */
  readonly spans: readonly Span[];
}

/** @param mappingOf undefined for a workload that does not fit: it takes no time and makes no layer. */
export const scheduleOf = (
  steps: readonly Step[],
  mappingOf: (workload: NamedWorkload) => MappedWorkload | undefined,
  slot: string,
  architecture: Architecture,
): Schedule => {
  const layers: PlanLayer[] = [];
  const spans: Span[] = [];
  let cycle = 0;
  for (const { node, workloads } of steps) {
    const startCycle = cycle;
    for (const named of workloads) {
      const mapped = mappingOf(named);
      if (mapped === undefined) continue;
      const layer = planLayerOf({ name: named.name, node, slot, startCycle: cycle }, mapped, architecture);
      layers.push(layer);
      cycle = layer.endCycle;
    }
    spans.push({ startCycle, endCycle: cycle });
  }
  return { layers, spans };
};
