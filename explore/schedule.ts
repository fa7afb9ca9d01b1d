/** When each layer runs: in the order of the graph, one after another unless it is said when. */
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
 * @param given when each workload runs, in order, where that is settled.
 */
export const scheduleOf = (
  steps: readonly Step[],
  mappingOf: (workload: NamedWorkload) => ChosenMapping | undefined,
  start = 0,
  given?: readonly Span[],
): Schedule => {
  const layers: PlanLayer[] = [];
  const spans: Span[] = [];
  const layerSpans: Span[] = [];
  let cycle = start;
  const spanOf = (cycles: number): Span =>
    given?.[layerSpans.length] ?? { startCycle: cycle, endCycle: cycle + cycles };
  for (const { node, workloads } of steps) {
    const first = layerSpans.length;
    const before = cycle;
    for (const named of workloads) {
      const chosen = mappingOf(named);
      const span = spanOf(chosen?.mapped.cost.latency ?? 0);
      layerSpans.push(span);
      if (chosen === undefined) continue;
      const { slot, onChip, idlePj, mapped, architecture } = chosen;
      const place = { name: named.name, node, slot, onChip, ...tensorsOf(named), idlePj, ...span };
      layers.push(planLayerOf(place, mapped, architecture));
      cycle = span.endCycle;
    }
    spans.push({ startCycle: layerSpans[first]?.startCycle ?? before, endCycle: cycle });
  }
  return { layers, spans, layerSpans };
};

/** By the ids under which memory knows them. */
export const tensorsOf = ({
  reads,
  writes,
}: NamedWorkload): { readonly reads: readonly string[]; readonly writes: readonly string[] } => ({
  reads: [...new Set(reads.flatMap(({ tensor }) => (tensor === undefined ? [] : [tensor])))],
  writes: writes.map(({ tensor }) => tensor),
});
