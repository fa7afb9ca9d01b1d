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
  /** The accelerator that runs it. */
  readonly slot: string;
  readonly architecture: Architecture;
  /** What the chip's other accelerators leak in a cycle. */
  readonly idlePj: number;
}

/**
 * @param mappingOf undefined for a workload that does not fit: it takes no time and makes no layer.
 * @param start when the first may start.
 */
export const scheduleOf = (
  steps: readonly Step[],
  mappingOf: (workload: NamedWorkload) => ChosenMapping | undefined,
  start = 0,
): Schedule => {
  const layers: PlanLayer[] = [];
  const spans: Span[] = [];
  const layerSpans: Span[] = [];
  let cycle = start;
  for (const { node, workloads } of steps) {
    const startCycle = cycle;
    for (const named of workloads) {
      const chosen = mappingOf(named);
      layerSpans.push({ startCycle: cycle, endCycle: cycle + (chosen?.mapped.cost.latency ?? 0) });
      if (chosen === undefined) continue;
      const { slot, onChip, idlePj, mapped, architecture } = chosen;
      const layer = planLayerOf(
        { name: named.name, node, slot, onChip, idlePj, startCycle: cycle },
        mapped,
        architecture,
      );
      layers.push(layer);
      cycle = layer.endCycle;
    }
    spans.push({ startCycle, endCycle: cycle });
  }
  return { layers, spans, layerSpans };
};
