/** What a layer's inputs look like on sample data, in the float network and in one that is quantized up to that layer. */
import type { Graph } from "../../ir/graph.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { InternalError } from "../../support/diagnostic.ts";
import { randomStream } from "../../support/random.ts";
import type { Dataset } from "../../train/data/dataset.ts";
import { type Executor, withOutputs } from "../../train/executor.ts";
import { runDataset } from "../../train/run-dataset.ts";
import type { LinearLayer } from "./linear-layer.ts";
import { momentSums } from "./moment-sums.ts";
import type { Moments } from "./moments.ts";

/** Input vectors of a layer that are looked at, in all. */
const vectorsPerLayer = 8192;

export interface MomentRequest {
  readonly float: Graph;
  /** With the layer's input as its only output; left out where both networks are the same. */
  readonly quantized?: Graph;
  readonly dataset: Dataset;
  readonly executor: Executor;
  /** 2 for covariances, 1 for means alone. */
  readonly order: 1 | 2;
  readonly seed: number;
}

/** Moments of each group. The same places are drawn from both networks. */
export const layerMoments = async (
  layer: LinearLayer,
  { float, quantized, dataset, executor, order, seed }: MomentRequest,
): Promise<readonly Moments[]> => {
  const most = Math.max(1, Math.ceil(vectorsPerLayer / dataset.count));
  const sums = momentSums(layer.groups, layer.size, order);
  const vectorsIn = (outputs: ReadonlyMap<string, Tensor>, index: number): Float32Array => {
    const input = outputs.get(layer.input);
    if (input === undefined) throw new InternalError(`${layer.input} is no output`);
    return layer.vectors(input, most, randomStream(seed + index));
  };
  const floatVectors: Float32Array[] = [];
  await runDataset(executor, withOutputs(float, [layer.input]), dataset, (outputs, _, index) => {
    const vectors = vectorsIn(outputs, index);
    if (quantized === undefined) sums.add(vectors, vectors);
    else floatVectors.push(vectors);
  });
  if (quantized !== undefined)
    await runDataset(executor, quantized, dataset, (outputs, _, index) => {
      sums.add(vectorsIn(outputs, index), floatVectors[index] ?? new Float32Array());
    });
  return sums.finish();
};
