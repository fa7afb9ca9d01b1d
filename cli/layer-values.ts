/** What every layer of a network computes, and how far two runs are apart, layer by layer. */
import { type Graph, indexOf } from "../ir/graph.ts";
import { isFloat } from "../ir/dtype.ts";
import { dimsEqual, formatType, type Tensor, typesEqual } from "../ir/tensor.ts";
import { type Executor, runOnce, withOutputs } from "../train/executor.ts";

export interface LayerValue {
  /** The user's layers behind it. */
  readonly layer: string;
  readonly op: string;
  readonly tensor: Tensor;
}

/** The results of every node, in the graph's order. */
export const layerValues = async (
  executor: Executor,
  graph: Graph,
  feeds: ReadonlyMap<string, Tensor>,
): Promise<readonly LayerValue[]> => {
  const results = graph.nodes.flatMap(({ results: made }) => made.map(({ id }) => id));
  const outputs = await runOnce(executor, withOutputs(graph, results), feeds);
  return results.flatMap(id => {
    const node = indexOf(graph).producerOf(id);
    const tensor = outputs.get(id);
    if (node === undefined || tensor === undefined) return [];
    return [{ layer: node.origins.join(" + ") || id, op: node.op, tensor }];
  });
};

export interface Difference {
  readonly layer: string;
  readonly op: string;
  readonly type: string;
  /** Absolute; undefined where the tensors can't be compared. */
  readonly largest: number | undefined;
  /** As a part of the first tensor's range. */
  readonly relative: number | undefined;
  /** Elements that are not equal. */
  readonly differing: number;
  readonly elements: number;
}

export const differenceOf = ({ layer, op, tensor: a }: LayerValue, b: Tensor): Difference => {
  const common = { layer, op, type: formatType(a.type), elements: a.data.length };
  if (!isComparable(a, b)) {
    const type = `${common.type} against ${formatType(b.type)}`;
    return { ...common, type, largest: undefined, relative: undefined, differing: 0 };
  }
  const distances = Array.from(a.data, (value, i) => distance(value, b.data[i] ?? NaN)).filter(apart => apart > 0);
  const largest = distances.reduce((most, apart) => Math.max(most, apart), 0);
  const relative = largest === 0 ? 0 : largest / rangeOf(a);
  return { ...common, largest, relative, differing: distances.length };
};

const isComparable = (a: Tensor, b: Tensor): boolean =>
  typesEqual(a.type, b.type) || (isFloat(a.type.dtype) && isFloat(b.type.dtype) && dimsEqual(a.type.dims, b.type.dims));

/** Equal where both are NaN, or infinite alike; infinite where only one is finite. */
const distance = (x: number, y: number): number => {
  if (Object.is(x, y) || x === y) return 0;
  return Number.isNaN(x - y) ? Infinity : Math.abs(x - y);
};

/** Largest less smallest element; the size of a constant. */
const rangeOf = ({ data }: Tensor): number => {
  let [low, high] = [Infinity, -Infinity];
  for (const value of data) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return high > low ? high - low : Math.max(Math.abs(high), Number.MIN_VALUE);
};

/** The layers of `b` that are called as layers of `a`: the last value under a name is what the layer gives. */
export const pairedLayers = (
  a: readonly LayerValue[],
  b: readonly LayerValue[],
): readonly (readonly [LayerValue, Tensor])[] => {
  const byName = new Map(b.map(value => [value.layer, value.tensor]));
  const last = new Map(a.map(value => [value.layer, value]));
  return [...last.values()].flatMap(value => {
    const other = byName.get(value.layer);
    return other === undefined ? [] : [[value, other] as const];
  });
};
