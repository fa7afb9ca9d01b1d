/** Activations that could stay on chip: between which layers each lives, and how large it is. */
import { type Graph, indexOf, type ValueId } from "../ir/graph.ts";
import type { Activations } from "./activations.ts";
import type { NamedWorkload, Step } from "./lower-network.ts";
import type { LiveTensor } from "./live-tensor.ts";

/** Steps count layers, not nodes: from the one that writes it to the last that reads it, both included. */
export type StayingTensor = LiveTensor;

/** A layer with the tensors that it moves, each by the id under which memory knows it. */
export type Layer = NamedWorkload;

export interface LayerTensors {
  readonly layers: readonly Layer[];
  /** In the order in which they are written. */
  readonly tensors: readonly StayingTensor[];
}

/**
 * Inputs of the network come from outside and outputs must leave, so that neither stays; nor does what nobody reads, or what
 * a node without an account of itself reads.
 * @param scratch what nodes of several layers pass on.
 */
export const layerTensorsOf = (
  graph: Graph,
  steps: readonly Step[],
  { tensors, aliases }: Activations,
  scratch: readonly LiveTensor[],
): LayerTensors => {
  const roots = new Map([...aliases].flatMap(([root, ids]) => ids.map((id): [ValueId, ValueId] => [id, root])));
  const rootOf = (id: ValueId): ValueId => roots.get(id) ?? id;
  const layers = steps.flatMap(({ workloads }) => workloads).map(layer => readingRoots(layer, roots));
  const bytesOf = new Map([...tensors, ...scratch].map(({ id, bytes }) => [id, bytes]));
  const lastReader = new Map<ValueId, number>();
  for (const [position, { reads }] of layers.entries())
    for (const { tensor } of reads) if (tensor !== undefined) lastReader.set(tensor, position);
  const outside = new Set([
    ...graph.outputs.map(({ value }) => rootOf(value)),
    ...readUnaccounted(graph, steps, rootOf),
  ]);
  const staying = layers.flatMap(({ writes }, position): StayingTensor[] =>
    writes.flatMap(({ tensor: id }): StayingTensor[] => {
      const bytes = bytesOf.get(id);
      const last = lastReader.get(id);
      if (bytes === undefined || bytes === 0 || last === undefined || outside.has(id)) return [];
      return [{ id, bytes, firstStep: position, lastStep: last }];
    }),
  );
  return { layers, tensors: staying };
};

/** The layer itself where it reads none by another name, as nearly all do. */
const readingRoots = (layer: NamedWorkload, roots: ReadonlyMap<ValueId, ValueId>): Layer => {
  const rootOf = (id: ValueId | undefined): ValueId | undefined => (id === undefined ? id : (roots.get(id) ?? id));
  if (layer.reads.every(({ tensor }) => rootOf(tensor) === tensor)) return layer;
  const reads = layer.reads.map(read => ({ ...read, tensor: rootOf(read.tensor) }));
  return { ...layer, reads };
};

/** Operands of nodes that are neither layers nor free. */
const readUnaccounted = (
  graph: Graph,
  steps: readonly Step[],
  rootOf: (id: ValueId) => ValueId,
): readonly ValueId[] => {
  const index = indexOf(graph);
  return steps
    .filter(({ workloads, free }) => workloads.length === 0 && free === undefined)
    .flatMap(({ node }) => node.operands.filter(id => index.constantOf(id) === undefined).map(rootOf));
};
