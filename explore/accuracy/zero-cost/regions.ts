/** How many different linear regions a network puts pictures into before it is trained. */
import type { Graph } from "../../../ir/graph.ts";
import { elementCount } from "../../../ir/tensor.ts";
import { randomStream } from "../../../support/random.ts";
import { type Executor, runOnce } from "../../../train/executor.ts";
import { withSeededWeights } from "./seeded-weights.ts";
import { triedGraph } from "./tried-graph.ts";

/** Pictures; the paper takes 128 of the data. */
const batch = 32;
const seed = 2;

/**
 * `ln det K` per picture, where K says of each two pictures at how many rectified values they are on the same side (NASWOT: Mellor et al., Neural
 * Architecture Search without Training, ICML 2021). 0 where it sees no difference at all.
 * Ignores: the data (pictures are noise, with seeded normal values), and what training would do.
 */
export const regionsOf = async (graph: Graph, executor: Executor): Promise<number> => {
  const { graph: tried, units } = triedGraph(withSeededWeights(graph), batch);
  const random = randomStream(seed);
  const feeds = new Map(
    tried.inputs.map(({ id, type }) => [
      id,
      { type, data: Float32Array.from({ length: elementCount(type.dims) }, () => random.normal()) },
    ]),
  );
  const agreement = (await runOnce(executor, tried, feeds)).get("agreement")?.data ?? [];
  const kernel = Array.from(agreement, value => (units + value) / 2);
  return Math.max(0, logDeterminant(kernel, batch)) / batch;
};

/** Of a symmetric matrix without negative eigenvalues, by Cholesky's factors; −∞ where it is singular. */
export const logDeterminant = (matrix: readonly number[], size: number): number => {
  const factor = new Float64Array(size * size);
  let sum = 0;
  for (let row = 0; row < size; row++)
    for (let column = 0; column <= row; column++) {
      let rest = matrix[row * size + column] ?? 0;
      for (let k = 0; k < column; k++) rest -= (factor[row * size + k] ?? 0) * (factor[column * size + k] ?? 0);
      if (row !== column) factor[row * size + column] = rest / (factor[column * size + column] ?? 1);
      else if (rest <= 0) return -Infinity;
      else {
        factor[row * size + row] = Math.sqrt(rest);
        sum += Math.log(rest);
      }
    }
  return sum;
};
