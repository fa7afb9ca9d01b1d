/** What benchmarks count of a network: multiply-accumulates of convolutions and products, and all trained numbers. */
import type { Graph } from "../../../../ir/graph.ts";
import { factualNetwork } from "../../../../explore/design/prepared-network.ts";
import { elementCount } from "../../../../ir/tensor.ts";

export const task = { channels: 3, height: 32, width: 32, classes: 10 };

/** Before normalization was folded each had a scale and a shift per channel; what is left of both is the bias. */
export const countsOf = (graph: Graph): { readonly macs: number; readonly parameters: number } => {
  const { facts } = factualNetwork(
    { name: "network", graph },
    { weightBits: 8, activationBits: 8, accumulatorBits: 32 },
  );
  const folded = graph.constants
    .filter(({ id }) => id.endsWith(".bias") && id !== "classifier.bias")
    .reduce((sum, { type }) => sum + elementCount(type.dims), 0);
  return { macs: facts.macs, parameters: facts.parameters + folded };
};
