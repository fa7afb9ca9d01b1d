/**
 * Input where there is no data: seeded noise with the mean and deviation that the first batch normalization expects of its input,
 * else over the input's range. Ranges learnt from noise are rough, so every result that rests on it says so.
 */
import type { Graph, Value } from "../../ir/graph.ts";
import { indexOf, tensorOf } from "../../ir/graph.ts";
import { elementCount, type Tensor, tensor } from "../../ir/tensor.ts";
import { type RandomStream, randomStream } from "../../support/random.ts";
import type { Dataset } from "./dataset.ts";

export interface SyntheticSettings {
  readonly count: number;
  readonly seed: number;
  /** Least and largest element, where known. */
  readonly range: readonly [number, number] | undefined;
}

/** @param graph before batch normalizations are folded, so that their statistics can still be seen. */
export const syntheticDataset = (graph: Graph, { count, seed, range }: SyntheticSettings): Dataset => {
  const draws = graph.inputs.map(input => ({ input, draw: drawingOf(graph, input, range) }));
  const how = [...new Set(draws.map(({ draw }) => draw.how))].join(", ");
  return {
    source: `synthetic noise (${how}, seed ${seed})`,
    count,
    targets: "none",
    sample(index) {
      const random = randomStream(seed * 65_537 + index);
      const inputs = new Map(draws.map(({ input, draw }) => [input.id, randomTensor(input, random, draw)]));
      return { name: `synthetic sample ${index}`, inputs };
    },
  };
};

interface Drawing {
  readonly how: string;
  /** One element; `channel` counts along axis 1. */
  readonly element: (random: RandomStream, channel: number) => number;
}

const drawingOf = (graph: Graph, input: Value, range: SyntheticSettings["range"]): Drawing => {
  const statistics = statisticsOf(graph, input);
  if (statistics !== undefined)
    return {
      how: "normal with the statistics of the batch normalization that reads it",
      element: (random, channel) => {
        const { mean = 0, deviation = 1 } = statistics[channel % statistics.length] ?? {};
        return mean + deviation * random.normal();
      },
    };
  if (range !== undefined) {
    const [low, high] = range;
    return { how: `uniform from ${low} to ${high}`, element: random => low + (high - low) * random.uniform() };
  }
  return { how: "standard normal", element: random => random.normal() };
};

const statisticsOf = (graph: Graph, input: Value) => {
  const index = indexOf(graph);
  const reader = index.usersOf(input.id).find(({ op }) => op === "batch_normalization");
  const [mean, variance] = (reader?.operands.slice(3, 5) ?? []).map(id => {
    const constant = index.constantOf(id);
    return constant === undefined ? undefined : tensorOf(constant);
  });
  if (mean === undefined || variance === undefined) return undefined;
  return Array.from(mean.data, (value, i) => ({ mean: value, deviation: Math.sqrt(variance.data[i] ?? 0) }));
};

const randomTensor = ({ type }: Value, random: RandomStream, { element }: Drawing): Tensor => {
  const count = elementCount(type.dims);
  const channels = type.dims[1] ?? 1;
  const perChannel = elementCount(type.dims.slice(2));
  return tensor(
    type.dtype,
    type.dims,
    Float64Array.from({ length: count }, (_, i) => element(random, Math.floor(i / perChannel) % channels)),
  );
};
