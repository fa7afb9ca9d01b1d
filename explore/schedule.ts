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
  /** One per workload. */
  readonly layerSpans: readonly Span[];
}

/** How a workload runs. */
export interface ChosenMapping {
  readonly mapped: MappedWorkload;
  /** Which of the tensors that it reads and writes lie on chip. */
  readonly onChip: readonly string[];
}

/** @param mappingOf undefined for a workload that does not fit: it takes no time and makes no layer. */
export const scheduleOf = (
  steps: readonly Step[],
  mappingOf: (workload: NamedWorkload) => ChosenMapping | undefined,
  slot: string,
  architecture: Architecture,
): Schedule => {
  const layers: PlanLayer[] = [];
  const spans: Span[] = [];
  const layerSpans: Span[] = [];
  let cycle = 0;
  for (const { node, workloads } of steps) {
    const startCycle = cycle;
    for (const named of workloads) {
      const chosen = mappingOf(named);
      layerSpans.push({ startCycle: cycle, endCycle: cycle + (chosen?.mapped.cost.latency ?? 0) });
      if (chosen === undefined) continue;
      const place = { name: named.name, node, slot, onChip: chosen.onChip, startCycle: cycle };
      const layer = planLayerOf(place, chosen.mapped, architecture);
      layers.push(layer);
      cycle = layer.endCycle;
    }
    spans.push({ startCycle, endCycle: cycle });
  }
  return { layers, spans, layerSpans };
};
