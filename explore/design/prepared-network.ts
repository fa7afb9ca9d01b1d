/** A network as the search sees it at one precision: its workloads in order, equal ones told together, and its facts. */
import { macsOf, type Precision, type Workload, workloadKey } from "../../mapping/workload.ts";
import type { Graph } from "../../ir/graph.ts";
import { isAlias, lowerNetwork, scratchOf } from "../lower-network.ts";
import { planMemory } from "../memory-plan.ts";
import { parametersOf } from "../storage.ts";
import type { NetworkFacts } from "./figures.ts";

/** A network that the design runs, with all passes done. */
export interface GivenNetwork {
  readonly name: string;
  /** Runs per second; back to back where absent. */
  readonly rate?: number;
  readonly graph: Graph;
}

export interface PreparedNetwork {
  readonly facts: NetworkFacts;
  /** In execution order: positions in `workloads`. */
  readonly layers: readonly number[];
  /** Each once. */
  readonly workloads: readonly Workload[];
  /** How many layers each workload stands for. */
  readonly counts: readonly number[];
}

/** @throws CompileError for nodes whose work is too much to count. */
export const prepareNetwork = ({ name, rate, graph }: GivenNetwork, precision: Precision): PreparedNetwork => {
  const steps = lowerNetwork(graph, precision);
  const all = steps.flatMap(({ workloads }) => workloads.map(({ workload }) => workload));
  const positions = new Map<string, number>();
  const workloads: Workload[] = [];
  const layers = all.map(workload => {
    const key = workloadKey(workload);
    const known = positions.get(key) ?? workloads.push(workload) - 1;
    positions.set(key, known);
    return known;
  });
  const contractions = all.filter(workload => workload.kind === "contraction");
  const memory = planMemory({
    network: name,
    graph,
    precision,
    level: "",
    alignment: wordBytes,
    isAlias: isAlias(graph),
    scratch: scratchOf(steps),
    nameOf: id => id,
    spans: [],
  });
  const facts = {
    name,
    ...(rate === undefined ? {} : { rate }),
    modelBytes: memory.modelBytes,
    peakActivationBytes: memory.peakActivationBytes,
    bitOps: contractions.reduce((sum, each) => sum + macsOf(each) * each.bits.weights * each.bits.inputs, 0),
    macs: contractions.reduce((sum, each) => sum + macsOf(each), 0),
    parameters: parametersOf(graph).reduce((sum, { count }) => sum + count, 0),
  };
  const counts = workloads.map((_, position) => layers.filter(layer => layer === position).length);
  return { facts, layers, workloads, counts };
};

/** Of the memory outside, as every template has it. */
const wordBytes = 8;
