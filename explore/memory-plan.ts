/** The plan's memory map: activations in an arena per level by lifetime, weights side by side. */
import type { PlanMemory } from "../accelerators/plan.ts";
import type { Graph, Node, ValueId } from "../ir/graph.ts";
import type { Precision } from "../mapping/workload.ts";
import { activationsOf } from "./activations.ts";
import type { LiveTensor } from "./live-tensor.ts";
import { type Arena, placeTensors } from "./memory.ts";
import { constantBytes, storedBytes } from "./storage.ts";

export interface MemoryRequest {
  readonly network: string;
  readonly graph: Graph;
  readonly precision: Precision;
  /** The level that backs every tensor. */
  readonly level: string;
  /** Of offsets: bytes of one word of that level. */
  readonly alignment: number;
  /** True for a node that moves no data. */
  readonly isAlias: (node: Node) => boolean;
  /** What nodes keep in memory between their workloads. */
  readonly scratch: readonly LiveTensor[];
  /** What users call a tensor. */
  readonly nameOf: (id: ValueId) => string;
  /** Start and end of each node of the graph. */
  readonly spans: readonly Span[];
  /** What stays on chip. */
  readonly onChip: readonly OnChip[];
  /** Of the arena in the level that backs every tensor, where other networks have theirs before it at the same time; 0 where absent. */
  readonly firstByte?: number;
  /** What holds weights; `level` where absent. */
  readonly weightLevel?: string;
  /** Of every activation side by side, where several inputs run at once; 1 where absent. Scratch is given as large as it is. */
  readonly copies?: number;
  /** Activations that have a place at all; all where absent. */
  readonly isHeld?: (id: ValueId) => boolean;
}

export interface OnChip {
  readonly level: string;
  /** In steps of layers. */
  readonly arena: Arena;
  /** Start and end of each layer. */
  readonly spans: readonly Span[];
}

export interface Span {
  readonly startCycle: number;
  readonly endCycle: number;
}

export interface MemoryPlan {
  readonly entries: readonly PlanMemory[];
  /** Extent of one arena for all activations, wherever they lie. */
  readonly peakActivationBytes: number;
  /** Without the gaps of alignment. */
  readonly modelBytes: number;
}

export const planMemory = (request: MemoryRequest): MemoryPlan => {
  const { graph, precision, isAlias, alignment, scratch, onChip, firstByte = 0 } = request;
  const { tensors, aliases } = activationsOf(graph, isAlias, (type, id) => storedBytes(graph, id, type, precision));
  const { copies = 1 } = request;
  const copied = tensors.map(tensor => ({ ...tensor, bytes: tensor.bytes * copies }));
  const all = [...copied, ...scratch].filter(({ id }) => request.isHeld?.(id) ?? true);
  const whole = placeTensors(all, alignment);
  const staying = new Set(onChip.flatMap(({ arena }) => arena.placements.map(({ id }) => id)));
  const outside =
    staying.size === 0
      ? whole
      : placeTensors(
          all.filter(({ id }) => !staying.has(id)),
          alignment,
        );
  const entriesOf = ({ placements }: Arena, spans: readonly Span[], level: string, first = 0): readonly PlanMemory[] =>
    placements.map(({ id, bytes, offset, firstStep, lastStep }) => ({
      ...placeOf(request, id, "activations"),
      level,
      offsetBytes: first + offset,
      sizeBytes: bytes,
      fromCycle: spans[firstStep]?.startCycle ?? 0,
      toCycle: spans[lastStep]?.endCycle ?? 0,
      aliases: aliases.get(id) ?? [],
    }));
  const weights = placeWeights(request);
  return {
    entries: [
      ...entriesOf(outside, request.spans, request.level, firstByte),
      ...onChip.flatMap(({ arena, spans, level }) => entriesOf(arena, spans, level)),
      ...weights,
    ],
    peakActivationBytes: whole.extent,
    modelBytes: modelBytesOf(graph, precision),
  };
};

/** Without the gaps of alignment. */
export const modelBytesOf = (graph: Graph, precision: Precision): number =>
  graph.constants.reduce((sum, constant) => sum + constantBytes(graph, constant, precision), 0);

/** Weights stay for good. */
const placeWeights = (request: MemoryRequest): readonly PlanMemory[] => {
  const { graph, precision, alignment, spans } = request;
  const toCycle = spans.at(-1)?.endCycle ?? 0;
  const entries: PlanMemory[] = [];
  let end = 0;
  for (const constant of graph.constants) {
    const offsetBytes = Math.ceil(end / alignment) * alignment;
    const sizeBytes = constantBytes(graph, constant, precision);
    const place = {
      ...placeOf(request, constant.id, "weights"),
      ...(request.weightLevel === undefined ? {} : { level: request.weightLevel }),
    };
    entries.push({ ...place, offsetBytes, sizeBytes, fromCycle: 0, toCycle, aliases: [] });
    end = offsetBytes + sizeBytes;
  }
  return entries;
};

const placeOf = (
  { network, level, nameOf }: MemoryRequest,
  tensor: string,
  region: PlanMemory["region"],
): Pick<PlanMemory, "network" | "name" | "tensor" | "level" | "region"> => ({
  network,
  name: nameOf(tensor),
  tensor,
  level,
  region,
});
