/** Passes in any order on random graphs: what the network computes stays. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Graph } from "../../ir/graph.ts";
import { evaluate } from "../../ir/interp/evaluate.ts";
import { type PassName, passes } from "../../passes/index.ts";
import { runPipeline } from "../../passes/manager.ts";
import { pipelineOf, pipelines } from "../../passes/pipelines.ts";
import { arbitraryGraph, randomFeeds } from "../support/arbitrary-graph.ts";
import { relativeDistance } from "../support/feeds.ts";

/** Passes that sum or round in another order; the others give equal numbers. */
const reassociating = [
  "recognize-activations",
  "recognize-layer-norm",
  "recognize-attention",
  "fold-batch-norm",
  "fold-affine-inputs",
] as const satisfies readonly PassName[];

const names = Object.keys(passes) as PassName[];
const exact = names.filter(name => !reassociating.some(other => other === name));

/** Operators through which a small error stays small: nothing that jumps (rounding, comparisons, places) or grows without bound. */
const smooth = [
  ...(["add", "sub", "mul", "relu", "clip", "sigmoid", "tanh", "silu", "hard_swish", "leaky_relu", "gelu"] as const),
  ...(["conv2d", "conv_transpose2d", "matmul", "batch_normalization", "softmax", "average_pool2d"] as const),
  ...(["reshape", "transpose", "concat", "slice", "pad", "expand"] as const),
];

/** Half precision has steps of 5e-4, which a bound of 1e-5 can't judge. */
const isFullPrecision = ({ inputs, constants, nodes }: Graph): boolean =>
  [...inputs, ...constants, ...nodes.flatMap(({ results }) => results)].every(
    ({ type: { dtype } }) => dtype !== "f16" && dtype !== "bf16",
  );

const distance = (graph: Graph, order: readonly PassName[], seed: number): number => {
  const after = runPipeline(graph, pipelineOf(order), { checkHonesty: true }).graph;
  const feeds = randomFeeds(graph, seed);
  // A difference of two nearly equal numbers keeps their error but not their range.
  return relativeDistance(evaluate(graph, feeds), evaluate(after, feeds), 1);
};

const orders = (of: readonly PassName[]): fc.Arbitrary<PassName[]> =>
  fc.array(fc.constantFrom(...of), { minLength: 1, maxLength: 8 });

describe("any order of passes on random graphs", () => {
  test("keeps every bit where passes only move, drop, fold and fuse", () => {
    const property = fc.property(arbitraryGraph({ mostNodes: 12 }), orders(exact), fc.nat(), (graph, order, seed) => {
      expect(distance(graph, order, seed)).toBe(0);
    });
    fc.assert(property, { numRuns: 300, seed: 1 });
  });

  test("stays within 1e-5 of the output's range where passes compute in another order", () => {
    const graphs = arbitraryGraph({ ops: smooth, mostNodes: 10 }).filter(isFullPrecision);
    const property = fc.property(graphs, orders(names), fc.nat(), (graph, order, seed) => {
      expect(distance(graph, order, seed)).toBeLessThanOrEqual(1e-5);
    });
    fc.assert(property, { numRuns: 300, seed: 2 });
  });

  test("the default pipeline is done after one run", () => {
    const property = fc.property(arbitraryGraph({ mostNodes: 12 }), graph => {
      const once = runPipeline(graph, pipelines.default, { checkHonesty: true }).graph;
      expect(runPipeline(once, pipelines.default).graph).toBe(once);
    });
    fc.assert(property, { numRuns: 200, seed: 3 });
  });
});
