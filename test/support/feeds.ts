/** Random feeds for a graph, and how far two results lie apart. */
import { isFloat, rangeOf } from "../../ir/dtype.ts";
import type { Graph } from "../../ir/graph.ts";
import { elementCount, type Tensor, tensor, type TensorType } from "../../ir/tensor.ts";
import { type RandomStream, randomStream } from "../../support/random.ts";

/** One tensor per input, fixed by the seed: floats are normal with deviation 2, integers are small codes. */
export const randomFeeds = (graph: Graph, seed: number): Map<string, Tensor> => {
  const random = randomStream(seed);
  return new Map(graph.inputs.map(({ id, type }) => [id, randomTensor(type, random)]));
};

const randomTensor = ({ dtype, dims }: TensorType, random: RandomStream): Tensor => {
  const values = Array.from({ length: elementCount(dims) }, () => {
    if (isFloat(dtype)) return 2 * random.normal();
    const { min, max } = rangeOf(dtype);
    return random.integer(Math.max(min, -8), Math.min(max, 8));
  });
  return tensor(dtype, dims, values);
};

/**
 * The largest difference between two lists of outputs of equal types, each over the largest finite magnitude of the expected output, or
 * over `leastRange` where that is larger. Infinity where one has a NaN or an infinity that the other lacks.
 */
export const relativeDistance = (
  expected: ReadonlyMap<string, Tensor>,
  found: ReadonlyMap<string, Tensor>,
  leastRange = 0,
): number =>
  Math.max(0, ...[...expected].map(([name, { data }]) => dataDistance(data, found.get(name)?.data ?? [], leastRange)));

const dataDistance = (expected: ArrayLike<number>, found: ArrayLike<number>, leastRange: number): number => {
  if (found.length !== expected.length) return Infinity;
  let [range, worst] = [leastRange, 0];
  for (let i = 0; i < expected.length; i++) {
    const [a = NaN, b = NaN] = [expected[i], found[i]];
    if (Number.isFinite(a)) range = Math.max(range, Math.abs(a));
    // Equal zeros may differ in sign, and a NaN is as good as another.
    if (a === b || (Number.isNaN(a) && Number.isNaN(b))) continue;
    const distance = Math.abs(a - b);
    worst = Math.max(worst, Number.isNaN(distance) ? Infinity : distance);
  }
  return worst === 0 ? 0 : worst / range;
};
