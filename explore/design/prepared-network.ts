/** A network as the search sees it at one precision, and its facts. */
import type { Graph } from "../../ir/graph.ts";
import { macsOf, type Precision } from "../../mapping/workload.ts";
import { type PreparedNetwork, prepareNetwork } from "../fit-network.ts";
import { isAlias } from "../lower-network.ts";
import { planMemory } from "../memory-plan.ts";
import { parametersOf } from "../storage.ts";
import { bitOperationsOf } from "../total.ts";
import type { NetworkFacts } from "./figures.ts";

/** A network that the design runs, with all passes done. */
export interface GivenNetwork {
  readonly name: string;
  /** Runs per second; back to back where absent. */
  readonly rate?: number;
  readonly graph: Graph;
}

export interface FactualNetwork {
  readonly facts: NetworkFacts;
  readonly prepared: PreparedNetwork;
}

/** @throws CompileError for nodes whose work is too much to count. */
export const factualNetwork = ({ name, rate, graph }: GivenNetwork, precision: Precision): FactualNetwork => {
  const prepared = prepareNetwork(graph, precision);
  const contractions = prepared.layers.flatMap(({ workload }) => (workload.kind === "contraction" ? [workload] : []));
  const memory = planMemory({
    network: name,
    graph,
    precision,
    level: "",
    alignment: wordBytes,
    isAlias: isAlias(graph),
    scratch: prepared.scratch,
    nameOf: id => id,
    spans: [],
    onChip: [],
  });
  const facts = {
    name,
    ...(rate === undefined ? {} : { rate }),
    modelBytes: memory.modelBytes,
    peakActivationBytes: memory.peakActivationBytes,
    bitOps: contractions.reduce((sum, each) => sum + bitOperationsOf(each), 0),
    macs: contractions.reduce((sum, each) => sum + macsOf(each), 0),
    parameters: parametersOf(graph).reduce((sum, { count }) => sum + count, 0),
  };
  return { facts, prepared };
};

/** Of the memory outside, as every template has it. */
const wordBytes = 8;
