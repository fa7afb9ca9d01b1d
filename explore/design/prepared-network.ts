/** A network as the search sees it at one precision, and its facts. */
import type { Graph } from "../../ir/graph.ts";
import { macsOf, type Precision } from "../../mapping/workload.ts";
import { type PreparedNetwork, prepareNetwork } from "../fit-network.ts";
import type { KnownLowerings } from "../lower-network.ts";
import { placeTensors } from "../memory.ts";
import { modelBytesOf } from "../memory-plan.ts";
import { parametersOf } from "../storage.ts";
import { bitOperationsOf } from "../total.ts";
import type { KnownAccuracy } from "../quantization/quantized-form.ts";
import type { NetworkFacts } from "./figures.ts";

/** A network that the design runs, with all passes done. */
export interface GivenNetwork {
  readonly name: string;
  /** Runs per second; back to back where absent. */
  readonly rate?: number;
  readonly graph: Graph;
  /** Measured, where it was run. */
  readonly accuracy?: KnownAccuracy;
}

export interface FactualNetwork {
  readonly facts: NetworkFacts;
  readonly prepared: PreparedNetwork;
}

/**
 * @param known of networks prepared before.
 * @throws CompileError for nodes whose work is too much to count.
 */
export const factualNetwork = (
  { name, rate, graph, accuracy }: GivenNetwork,
  precision: Precision,
  known?: KnownLowerings,
): FactualNetwork => {
  const prepared = prepareNetwork(graph, precision, known);
  const contractions = prepared.layers.flatMap(({ workload }) => (workload.kind === "contraction" ? [workload] : []));
  const facts = {
    name,
    ...(rate === undefined ? {} : { rate }),
    modelBytes: modelBytesOf(graph, precision),
    peakActivationBytes: placeTensors([...prepared.activations.tensors, ...prepared.scratch], wordBytes).extent,
    bitOps: contractions.reduce((sum, each) => sum + bitOperationsOf(each), 0),
    macs: contractions.reduce((sum, each) => sum + macsOf(each), 0),
    parameters: parametersOf(graph).reduce((sum, { count }) => sum + count, 0),
    ...accuracy,
  };
  return { facts, prepared };
};

/** Of the memory outside, as every template has it. */
const wordBytes = 8;
