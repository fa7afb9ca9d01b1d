/** Moments of input vectors: means, and covariances by matrix products that the executor computes. */
import { graphBuilder } from "../../ir/builder.ts";
import type { Graph } from "../../ir/graph.ts";
import { tensorType } from "../../ir/tensor.ts";
import { InternalError } from "../../support/diagnostic.ts";
import type { Executor, PreparedGraph } from "../../train/executor.ts";
import type { Moments } from "./moments.ts";

/** Vectors one after the other, each of `groups × size` elements. */
export interface VectorPair {
  readonly groups: number;
  readonly size: number;
  /** As the quantized network sees them. */
  readonly quantized: Float32Array;
  /** At the same places of the float network; may be the same array. */
  readonly float: Float32Array;
}

/** Means of each group; covariances are empty. */
export const meansOf = (vectors: VectorPair): readonly Moments[] =>
  Array.from({ length: vectors.groups }, (_, group) => ({
    size: vectors.size,
    mean: meanOf(vectors.quantized, vectors, group),
    floatMean: meanOf(vectors.float, vectors, group),
    covariance: new Float64Array(),
    cross: new Float64Array(),
  }));

/** Means and covariances of each group. */
export const momentsOf = async (vectors: VectorPair, executor: Executor): Promise<readonly Moments[]> => {
  const { groups, size } = vectors;
  const count = vectors.quantized.length / (groups * size);
  const product = await executor.prepare(productGraph(count, size));
  try {
    const results: Moments[] = [];
    for (const [group, means] of meansOf(vectors).entries()) {
      const left = centered(vectors.quantized, vectors, group, means.mean);
      const isSame = vectors.float === vectors.quantized;
      const right = isSame ? left : centered(vectors.float, vectors, group, means.floatMean);
      const covariance = await productOf(product, left, left, count, size);
      const cross = isSame ? covariance : await productOf(product, left, right, count, size);
      results.push({ ...means, covariance, cross });
    }
    return results;
  } finally {
    await product.release();
  }
};

const meanOf = (data: Float32Array, { groups, size }: VectorPair, group: number): Float64Array => {
  const sums = new Float64Array(size);
  const stride = groups * size;
  for (let start = group * size; start < data.length; start += stride)
    for (let i = 0; i < size; i++) sums[i] = (sums[i] ?? 0) + (data[start + i] ?? 0);
  return sums.map(sum => (sum * stride) / data.length);
};

/** Centered before the product: in single precision the difference of two large squares would be lost. */
const centered = (
  data: Float32Array,
  { groups, size }: VectorPair,
  group: number,
  mean: Float64Array,
): Float32Array => {
  const stride = groups * size;
  const result = new Float32Array(data.length / groups);
  for (let start = group * size, to = 0; start < data.length; start += stride, to += size)
    for (let i = 0; i < size; i++) result[to + i] = (data[start + i] ?? 0) - (mean[i] ?? 0);
  return result;
};

/** leftᵀ · right of two [count, size]. */
const productGraph = (count: number, size: number): Graph => {
  const builder = graphBuilder("moments");
  const type = tensorType("f32", [count, size]);
  const left = builder.input("left", type);
  const right = builder.input("right", type);
  const transposed = builder.node("transpose", [left], { permutation: [1, 0] });
  builder.output("product", builder.node("matmul", [transposed, right], {}));
  return builder.build();
};

const productOf = async (
  product: PreparedGraph,
  left: Float32Array,
  right: Float32Array,
  count: number,
  size: number,
): Promise<Float64Array> => {
  const type = tensorType("f32", [count, size]);
  const feeds = new Map([
    ["left", { type, data: left }],
    ["right", { type, data: right }],
  ]);
  const result = (await product.run(feeds)).get("product");
  if (result === undefined) throw new InternalError("the product graph has one output");
  return Float64Array.from(result.data, value => value / count);
};
