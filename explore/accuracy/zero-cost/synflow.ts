/** Synaptic flow: how strongly a network's output depends on its weights, by forward passes alone. */
import type { Graph } from "../../../ir/graph.ts";
import { elementCount } from "../../../ir/tensor.ts";
import { type Executor, runOnce } from "../../../train/executor.ts";
import { withSeededWeights } from "./seeded-weights.ts";

/** Deep networks multiply their input by more than binary32 holds: it is made small before, and its logarithm counts. */
const input = 2 ** -60;
const step = 1e-3;

/**
 * `ln Σ |θ · ∂R/∂θ|` over all weights, where R is the sum of the outputs for an input of ones with every weight at its size (Tanaka et al., NeurIPS 2020;
 * as a measure of networks Abdelfattah et al., ICLR 2021). R has no negative term, so that the sum is the derivative of R at t = 0 with
 * every weight multiplied by e^t: R times the derivative of ln R, which two runs say, one step to each side.
 * Ignores: batch normalization, as its authors do; what the steps square to.
 */
export const synflowOf = async (graph: Graph, executor: Executor): Promise<number> => {
  const below = Math.log(await outputOf(graph, executor, Math.exp(-step)));
  const above = Math.log(await outputOf(graph, executor, Math.exp(step)));
  return (above + below) / 2 + Math.log((above - below) / (2 * step)) - Math.log(input);
};

const outputOf = async (graph: Graph, executor: Executor, factor: number): Promise<number> => {
  const seeded = withSeededWeights(graph, weight => Math.abs(weight) * factor);
  const feeds = new Map(
    seeded.inputs.map(({ id, type }) => [id, { type, data: new Float32Array(elementCount(type.dims)).fill(input) }]),
  );
  const outputs = await runOnce(executor, seeded, feeds);
  let sum = 0;
  for (const { data } of outputs.values()) for (const value of data) sum += value;
  return sum;
};
