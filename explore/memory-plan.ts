/** The plan's memory map: activations in one arena by lifetime, weights side by side. */
import type { PlanMemory } from "../accelerators/plan.ts";
import { type Graph, indexOf, type Node, type ValueId } from "../ir/graph.ts";
import type { TensorType } from "../ir/tensor.ts";
import { narrowingAfter } from "../mapping/lower/quantization.ts";
import type { Precision } from "../mapping/workload.ts";
import { activationsOf } from "./activations.ts";
import { type LiveTensor, placeTensors } from "./memory.ts";
import { activationBytes, constantBytes } from "./storage.ts";

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
}

export interface Span {
  readonly startCycle: number;
  readonly endCycle: number;
}

export interface MemoryPlan {
  readonly entries: readonly PlanMemory[];
  readonly peakActivationBytes: number;
  /** Without the gaps of alignment. */
  readonly modelBytes: number;
}

export const planMemory = (request: MemoryRequest): MemoryPlan => {
  const { graph, precision, isAlias, alignment, scratch } = request;
  const { tensors, aliases } = activationsOf(graph, isAlias, (type, id) =>
    activationBytes(storedTypeOf(graph, id) ?? type, precision),
  );
  const arena = placeTensors([...tensors, ...scratch], alignment);
  const activations = arena.placements.map(({ id, bytes, offset, firstStep, lastStep }) => ({
    ...placeOf(request, id, "activations"),
    offsetBytes: offset,
    sizeBytes: bytes,
    fromCycle: request.spans[firstStep]?.startCycle ?? 0,
    toCycle: request.spans[lastStep]?.endCycle ?? 0,
    aliases: aliases.get(id) ?? [],
  }));
  const weights = placeWeights(request);
  return {
    entries: [...activations, ...weights],
    peakActivationBytes: arena.extent,
    modelBytes: weights.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
};

/** What memory holds of a value that is quantized on its way there; undefined for others. */
const storedTypeOf = (graph: Graph, id: ValueId): TensorType | undefined => {
  const producer = indexOf(graph).producerOf(id);
  const narrowing = producer === undefined ? undefined : narrowingAfter(graph, producer);
  return narrowing?.results[0]?.type;
};

/** Weights stay for good. */
const placeWeights = (request: MemoryRequest): readonly PlanMemory[] => {
  const { graph, precision, alignment, spans } = request;
  const toCycle = spans.at(-1)?.endCycle ?? 0;
  const entries: PlanMemory[] = [];
  let end = 0;
  for (const constant of graph.constants) {
    const offsetBytes = Math.ceil(end / alignment) * alignment;
    const sizeBytes = constantBytes(graph, constant, precision);
    const place = placeOf(request, constant.id, "weights");
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
