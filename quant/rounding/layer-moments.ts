/** What a layer's inputs look like on sample data, in the float network and in one that is quantized up to that layer. */
import type { Graph, ValueId } from "../../ir/graph.ts";
import { InternalError } from "../../support/diagnostic.ts";
import { randomStream } from "../../support/random.ts";
import type { Dataset } from "../../train/data/dataset.ts";
import { type Executor, withOutputs } from "../../train/executor.ts";
import { runDataset } from "../../train/run-dataset.ts";
import type { LinearLayer } from "./linear-layer.ts";
import type { Moments } from "./moments.ts";
import { meansOf, momentsOf } from "./moments-of.ts";

/** Input vectors of a layer that are looked at, in all. */
const vectorsPerLayer = 16384;

export interface MomentRequest {
  readonly float: Graph;
  /** With the layer's input as its only output; left out where both networks are the same. */
  readonly quantized?: Graph;
  readonly dataset: Dataset;
  readonly executor: Executor;
  /** 2 for covariances, 1 for means alone. */
  readonly order: 1 | 2;
  readonly seed: number;
  /** What the float network gives, where it is asked more than once for the same samples and seed. */
  readonly floatVectors?: FloatVectors | undefined;
}

/** Input vectors of layers in the float network, by weight: they stay the same while widths are tried. */
export type FloatVectors = Map<ValueId, Float32Array>;

/** What is remembered of them. */
const rememberedBytes = 256 * 2 ** 20;

/** Moments of each group. The same places are drawn from both networks. */
export const layerMoments = async (layer: LinearLayer, request: MomentRequest): Promise<readonly Moments[]> => {
  const { quantized: graph, executor, order } = request;
  const float = await floatVectorsOf(layer, request);
  const quantized = graph === undefined ? float : await vectorsOf(layer, graph, request);
  const vectors = { groups: layer.groups, size: layer.size, quantized, float };
  return order === 2 ? momentsOf(vectors, executor) : meansOf(vectors);
};

const floatVectorsOf = async (layer: LinearLayer, request: MomentRequest): Promise<Float32Array> => {
  const { float, floatVectors = new Map<ValueId, Float32Array>() } = request;
  const known = floatVectors.get(layer.weight);
  if (known !== undefined) return known;
  const vectors = await vectorsOf(layer, withOutputs(float, [layer.input]), request);
  const held = [...floatVectors.values()].reduce((sum, { byteLength }) => sum + byteLength, vectors.byteLength);
  if (held <= rememberedBytes) floatVectors.set(layer.weight, vectors);
  return vectors;
};

const vectorsOf = async (
  layer: LinearLayer,
  graph: Graph,
  { dataset, executor, seed }: MomentRequest,
): Promise<Float32Array> => {
  const most = Math.max(1, Math.ceil(vectorsPerLayer / dataset.count));
  const parts: Float32Array[] = [];
  await runDataset(executor, graph, dataset, (outputs, _, index) => {
    const input = outputs.get(layer.input);
    if (input === undefined) throw new InternalError(`${layer.input} is no output`);
    parts.push(layer.vectors(input, most, randomStream(seed + index)));
  });
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};
